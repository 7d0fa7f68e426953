/** Which question each verb asks before it is done. */

export const DISPOSITIONS = [
  'settled_on_scene',
  'warning_given',
  'report_drawn_up',
  'person_detained',
  'help_given',
  'passed_on',
  'nothing_found'
] as const;

export const REASONS: Record<string, readonly string[]> = {
  hand_back: ['called_away', 'not_ours', 'needs_others', 'end_of_duty', 'vehicle'],
  close: ['done', 'no_offence', 'not_traced', 'advice_given', 'settled', 'referred', 'not_enough_information'],
  reject: ['not_for_police', 'false_report', 'abusive', 'profiling', 'test'],
  reopen: ['contested', 'new_information', 'mistake']
};

const ASKING = new Set(['resolve', 'ask', 'note', 'duplicate', 'reclassify', 'assign', ...Object.keys(REASONS)]);

/** Whether the verb opens a form first. */
export const asks = (verb: string): boolean => ASKING.has(verb);

/** Buttons beside the primary one, in order; `take` is dispatch's own. */
export const OTHERS = [
  'acknowledge',
  'take',
  'set_out',
  'arrive',
  'resolve',
  'ask',
  'note',
  'assign',
  'hand_back',
  'reopen'
] as const;

/** Behind "Other actions". */
export const RARE = ['reclassify', 'duplicate', 'close', 'reject', 'hold', 'release'] as const;
