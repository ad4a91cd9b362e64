export const citusUrls: readonly string[];
export function databaseAt(url: string, database: string): string;
export function sendTo(url: string, ...texts: readonly string[]): Promise<void>;
