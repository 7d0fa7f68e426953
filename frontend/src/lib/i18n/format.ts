import type { Language, Leaf, Params, Tree } from './types';

const rules: Record<string, Intl.PluralRules> = {};

function ruleOf(language: Language): Intl.PluralRules {
  return (rules[language] ??= new Intl.PluralRules(language));
}

const figures: Record<string, Intl.NumberFormat> = {};

/** A number as the language writes it. Making a formatter is slow on a phone: it is made once, for the first that needs it. */
function figure(value: number, language: Language): string {
  if (Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  return (figures[language] ??= new Intl.NumberFormat(language)).format(value);
}

/** The text at a dotted path, or undefined. */
export function find(tree: Tree, path: string): Leaf | undefined {
  let node: Tree | Leaf | undefined = tree;
  for (const part of path.split('.')) {
    if (node === undefined || typeof node === 'string') return undefined;
    node = (node as Tree)[part];
  }
  if (node === undefined) return undefined;
  return typeof node === 'string' || typeof (node as { other?: unknown }).other === 'string'
    ? (node as Leaf)
    : undefined;
}

/** Fill `{name}` placeholders; the plural form follows `n`. */
export function render(leaf: Leaf, params: Params, language: Language): string {
  const text =
    typeof leaf === 'string'
      ? leaf
      : (leaf[ruleOf(language).select(Number(params.n ?? 0)) as keyof typeof leaf] ?? leaf.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? figure(value, language) : value;
  });
}
