/** A payment term that a business can start with. */
export interface DefaultTerm {
  readonly name: string;
  readonly days_until_due: number;
  readonly discount_percent: number | null;
  readonly discount_days: number | null;
  readonly is_default: boolean;
}

const net = (name: string, days: number, isDefault = false): DefaultTerm => ({
  name,
  days_until_due: days,
  discount_percent: null,
  discount_days: null,
  is_default: isDefault,
});

export const defaultTerms: readonly DefaultTerm[] = [
  net('Due on receipt', 0),
  net('Net 7', 7),
  net('Net 15', 15),
  net('Net 30', 30, true),
  net('Net 45', 45),
  net('Net 60', 60),
  net('Net 90', 90),
  { ...net('2/10 Net 30', 30), discount_percent: 2, discount_days: 10 },
];
