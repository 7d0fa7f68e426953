/** A text with plural forms; `other` is always there, the rest as the language needs. */
export interface Plural {
  one?: string;
  few?: string;
  many?: string;
  other: string;
}

export type Leaf = string | Plural;

export interface Tree {
  [key: string]: Leaf | Tree;
}

/** The same keys as `T`, any words: how one language is held to another's completeness. */
export type Same<T> = T extends string
  ? string
  : T extends Plural
    ? Plural
    : { [K in keyof T]: Same<T[K]> };

/** Dotted paths of every text in `T`. */
export type Path<T> = T extends Leaf
  ? never
  : {
      [K in keyof T & string]: T[K] extends Leaf ? K : `${K}.${Path<T[K]>}`;
    }[keyof T & string];

export type Params = Record<string, string | number>;
export type Language = 'uk' | 'en';
