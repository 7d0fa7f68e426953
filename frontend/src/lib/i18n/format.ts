import type { Language, Leaf, Params, Tree } from './types';

const rules: Record<string, Intl.PluralRules> = {};

function ruleOf(language: Language): Intl.PluralRules {
  return (rules[language] ??= new Intl.PluralRules(language));
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
    return typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}
