/** One request at a time with its progress and its refusal: what every form of a desk needs. */

import { ApiError } from './errors';

export class Task {
  busy = $state(false);
  refusal = $state('');
  fields = $state.raw<Record<string, string>>({});

  /** Run it; the result, or undefined where it was refused (the words are in `refusal`). */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    this.refusal = '';
    this.fields = {};
    try {
      return await work();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.fields = problem.fields;
      this.refusal = Object.values(problem.fields)[0] ?? problem.message;
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
