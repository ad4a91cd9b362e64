export function replacements(): number;
