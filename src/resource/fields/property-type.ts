/** What a decorator says about the value of the property that it is on. */
export interface Described {
  readonly value: unknown;
  /** Whether the value may be `null`. */
  readonly nullable: boolean;
  /** Whether the property may be missing; undefined where the decorator leaves that open. */
  readonly optional: boolean | undefined;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type NullFits<Property, D extends Described> = null extends Property
  ? D['nullable'] extends true
    ? unknown
    : 'The property takes null, and its decorator does not say nullable: true'
  : D['nullable'] extends true
    ? 'The decorator says nullable: true, and the property does not take null'
    : unknown;

type AbsenceFits<Property, D extends Described> = D['optional'] extends undefined
  ? unknown
  : Same<undefined extends Property ? true : false, D['optional']> extends true
    ? unknown
    : 'The property and its decorator do not agree whether it may be missing';

type ExactFits<Property, D extends Described> =
  Same<Exclude<Property, null | undefined>, D['value']> extends true
    ? unknown
    : 'The property has another type than its decorator reads';

type NarrowFits<Property, D extends Described> = [Exclude<Property, null | undefined>] extends [D['value']]
  ? unknown
  : 'The property has another type than its column';

/** A decorator that compiles on a property of exactly this type only: what reads the property makes no other value. */
export type ExactProperty<D extends Described> = <Target extends object, Key extends keyof Target & string>(
  target: Target & ExactFits<Target[Key], D> & NullFits<Target[Key], D> & AbsenceFits<Target[Key], D>,
  key: Key,
) => void;

/** As `ExactProperty`, where the property may also be narrower: a check of the table holds text to some values. */
export type NarrowProperty<D extends Described> = <Target extends object, Key extends keyof Target & string>(
  target: Target & NarrowFits<Target[Key], D> & NullFits<Target[Key], D>,
  key: Key,
) => void;
