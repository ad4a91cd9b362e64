/** A statement as a server's log has it: its text, and its parameters written out. */
export interface Captured {
  readonly text: string;
  /** Undefined: null. */
  readonly parameters: readonly (string | undefined)[];
}

const entryStart = /^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[(\d+)\] (\w+): {2}(.*)$/;
const executed = /^(?:statement|execute [^:]+): ([\s\S]*)$/;
const parameter = /\$\d+ = (?:NULL|'((?:[^']|'')*)')/g;

interface Entry {
  readonly process: string;
  readonly severity: string;
  message: string;
}

/** Lines that continue an entry begin with a tab. */
function entriesOf(log: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of log.split('\n')) {
    const [, process, severity, message] = entryStart.exec(line) ?? [];
    const last = entries.at(-1);
    if (process !== undefined && severity !== undefined) {
      entries.push({ process, severity, message: message ?? '' });
    } else if (last !== undefined) {
      last.message += `\n${line.replace(/^\t/, '')}`;
    }
  }
  return entries;
}

/** The statements of each connection, in order. */
function statementsOf(log: string): Map<string, Captured[]> {
  const byProcess = new Map<string, Captured[]>();
  for (const { process, severity, message } of entriesOf(log)) {
    const statements = byProcess.get(process) ?? [];
    byProcess.set(process, statements);
    const [, text] = (severity === 'LOG' ? executed.exec(message) : null) ?? [];
    const last = statements.at(-1);
    if (text !== undefined) {
      statements.push({ text: text.trim(), parameters: [] });
    } else if (severity === 'DETAIL' && last !== undefined) {
      const parameters = [...message.matchAll(parameter)].map(([, value]) => value?.replaceAll("''", "'"));
      statements[statements.length - 1] = { ...last, parameters };
    }
  }
  return byProcess;
}

/** What each transaction on tenant data holds. */
const isOfBusiness = ({ text }: Captured) => text.includes('set_business');
/** Other transactions on tenant data are not about customers. */
const isOfCustomers = ({ text }: Captured) => text.includes('customers');

/** The transactions on customers within a log (`log_statement = all`), with their BEGIN and COMMIT. */
export function tenantTransactionsOf(log: string): Captured[][] {
  return [...statementsOf(log).values()].flatMap((statements) => {
    const transactions: Captured[][] = [];
    let open: Captured[] = [];
    for (const statement of statements) {
      if (statement.text === 'begin') open = [];
      open.push(statement);
      if (statement.text === 'commit') transactions.push(open);
    }
    return transactions.filter((all) => all.some(isOfBusiness) && all.some(isOfCustomers));
  });
}
