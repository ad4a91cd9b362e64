import type { Target } from './product.js';

/** Words for a name that mean one half of it if the word for the other half is also there. */
const halves: ReadonlyMap<string, { is: Target; alongside: readonly string[] }> = new Map([
  ['name', { is: 'last_name', alongside: ['vorname'] }],
  ['nom', { is: 'last_name', alongside: ['prénom', 'prenom'] }],
  ['naam', { is: 'last_name', alongside: ['voornaam'] }],
  ['namn', { is: 'last_name', alongside: ['förnamn'] }],
  ['nome', { is: 'first_name', alongside: ['cognome'] }],
  ['nombre', { is: 'first_name', alongside: ['apellido', 'apellidos'] }],
]);

const addressParts: readonly Target[] = ['address_line', 'postal_code', 'city', 'region', 'country'];

/**
 * The fields of columns that depend on other columns.
 *
 * @param words as `wordOf` has them
 * @param targets what each would be if it stood alone
 */
export function disambiguateColumns(
  words: readonly string[],
  targets: readonly (Target | null)[],
): (Target | null)[] {
  const wordsHere = new Set(words);
  const counts = new Map<Target | null, number>();
  for (const target of targets) counts.set(target, (counts.get(target) ?? 0) + 1);
  return targets.map((target, index) => {
    if (target === null) return null;
    const word = words[index] ?? '';
    const hasColumn = (other: Target) => (counts.get(other) ?? 0) > (other === target ? 1 : 0);
    const half = halves.get(word);
    if (half?.alongside.some((other) => wordsHere.has(other)) === true && !hasColumn(half.is)) return half.is;
    // Alone it names the customer.
    if (word === 'contactname' && (hasColumn('name') || hasColumn('company'))) return 'person_1_name';
    // Alone it is all of the address, and else the line that the others are behind.
    if (target === 'address' && addressParts.some(hasColumn)) return 'address_line';
    return target;
  });
}
