type Query = (text: string, values: unknown[]) => Promise<{ readonly sql: string }[]>;

/** TypeORM's own tables. */
const bookkeeping = ['migrations', 'typeorm_metadata'];

const header = `-- The schema after all migrations, read from the catalogs of a migrated database.
-- \`npm run schema\` regenerates this file.`;

/** The schema of a database as SQL, the same on every version of PostgreSQL. */
export async function schemaOf(query: Query): Promise<string> {
  const parts = [header];
  for (const { text, between } of sections) {
    const rows = await query(text, [bookkeeping]);
    parts.push(rows.map(({ sql }) => sql.trim()).join(between));
  }
  return `${parts.join('\n\n')}\n`;
}

/** The extensions that the migrations create; `$1` is used by the other queries. */
const extensions = `
  select format('CREATE EXTENSION %s;', extname) as sql from pg_extension
  where extname <> 'plpgsql' and extname <> all ($1) order by extname collate "C"`;

const functions = `
  select replace(pg_get_functiondef(p.oid), current_schema() || '.', '') || ';' as sql
  from pg_proc p
  where p.pronamespace = current_schema()::regnamespace and p.proname <> all ($1)
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by p.proname collate "C"`;

// PostgreSQL 18 has NOT NULL as constraints too.
const tables = `
  select format(E'CREATE %sTABLE %I (\\n  %s\\n)%s;%s%s', case c.relpersistence when 'u' then 'UNLOGGED ' else '' end, c.relname,
    (select string_agg(line, E',\\n  ' order by kind, place, line collate "C") from (
      select 0 as kind, a.attnum as place, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
        (select 'COLLATE "' || l.collname || '"' from pg_collation l where l.oid = a.attcollation and l.collname <> 'default'),
        case when a.attnotnull then 'NOT NULL' end,
        case when a.attgenerated = 's' then 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
          when d.oid is not null then 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) end) as line
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      union all
      select 1, 0, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
      from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f', 'p', 'u')
    ) lines),
    ' WITH (' || array_to_string(c.reloptions, ', ') || ')',
    case when c.relrowsecurity then format(E'\\nALTER TABLE %I ENABLE ROW LEVEL SECURITY;', c.relname) end,
    (select string_agg(format(E'\\nALTER TABLE %I ALTER COLUMN %I SET STATISTICS %s;', c.relname, a.attname, a.attstattarget), '' order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.attstattarget >= 0)) as sql
  from pg_class c
  where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace and c.relname <> all ($1)
  order by c.relname collate "C"`;

const indexes = `
  select replace(pg_get_indexdef(i.indexrelid), current_schema() || '.', '') || ';' as sql
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
  where c.relnamespace = current_schema()::regnamespace and c.relname <> all ($1)
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
  order by c.relname collate "C", x.relname collate "C"`;

const policies = `
  select format(E'CREATE POLICY %I ON %I FOR %s\\n  USING (%s)%s;', p.policyname, p.tablename, p.cmd, p.qual,
    ' WITH CHECK (' || p.with_check || ')') as sql
  from pg_policies p where p.schemaname = current_schema() and p.tablename <> all ($1)
  order by p.tablename collate "C", p.policyname collate "C"`;

const grants = `
  select format('GRANT %s ON %s %s TO customers_service;',
    string_agg(g.privilege_type, ', ' order by g.privilege_type), g.kind, g.name) as sql
  from (
    select 'TABLE' as kind, c.relname::text as name, a.privilege_type, a.grantee
    from pg_class c, aclexplode(c.relacl) a
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
    union all
    select 'FUNCTION', p.oid::regprocedure::text, a.privilege_type, a.grantee
    from pg_proc p, aclexplode(p.proacl) a where p.pronamespace = current_schema()::regnamespace
  ) g
  where g.grantee = 'customers_service'::regrole and g.name <> all (array_remove($1::text[], 'migrations'))
  group by g.kind, g.name order by g.kind desc, g.name collate "C"`;

const sections = [
  { text: extensions, between: '\n' },
  { text: functions, between: '\n\n' },
  { text: tables, between: '\n\n' },
  { text: indexes, between: '\n' },
  { text: policies, between: '\n' },
  { text: grants, between: '\n' },
];
