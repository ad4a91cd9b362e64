import iconv from 'iconv-lite';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { fileAssignments, withoutAddress } from './erased.js';

/** How many pieces of a file are looked at by one statement: each is half a mebibyte. */
export const chunksPerPass = 32;
/**
 * No request is as long: what has been on its way since before is what a process has left that died meanwhile, and nobody
 * goes on with it.
 */
const maxSendingHours = 24;
/** In the place of a sentence that quotes a file. */
const erasedError = 'The file could not be read, and was erased';
/** How many bytes of a text may lie across the border of two pieces. */
const overlapBytes = 8_192;

/** A file of customers, as far as it is kept. */
export interface KeptFile {
  readonly id: string;
  /** Whether it is being sent or worked on. */
  readonly is_busy: boolean;
  readonly file_name: string;
  readonly created_at: string;
  /** How many pieces of it there are. */
  readonly chunks: number;
  /** How it was read, as `iconv-lite` names it; null: it was not. */
  readonly encoding: string | null;
}

/** `$2`: what tells the person from others, in lower case, as JSON has it. */
const speaks = (text: string) =>
  `exists (select from unnest($2::text[]) as t(text) where position(t.text in lower(${text})) > 0)`;

export const inJson = (texts: Iterable<string>): string[] =>
  [...texts].map((text) => JSON.stringify(text).slice(1, -1));

export const selectFiles = (businessId: BusinessId): Statement<KeptFile> => ({
  name: 'select_files_to_erase',
  text: `
    select i.id, i.file_name, i.created_at, i.findings ->> 'encoding' as encoding,
      i.state in ('queued', 'running') or (
        i.state = 'receiving' and i.created_at > now() - make_interval(hours => ${maxSendingHours})
      ) as is_busy,
      (select count(*) from import_chunks k where k.business_id = $1 and k.import_id = i.id) as chunks
    from imports i where i.business_id = $1
    order by i.id`,
  values: [businessId],
});

/** Whether the notes about a file name the person, or its rows became one of the customers. */
export const findAboutFile = (
  businessId: BusinessId,
  texts: Iterable<string>,
  importId: string,
  customerIds: readonly string[],
): Statement<{ is_told: boolean }> => ({
  name: 'find_about_file',
  text: `
    select (
      ${speaks('i.file_name')} or ${speaks(`i.preview::text`)} or ${speaks('i.error')} or exists (
        select from import_problems p
        where p.business_id = $1 and p.import_id = $3::uuid and ${speaks('p.problems::text')}
      ) or exists (
        select from unnest((select $4::uuid[])::uuid[]) as w(id)
        cross join lateral (
          select e.actor from events e where e.business_id = $1 and e.entity_id = w.id offset 0
        ) e
        where e.actor ->> 'import_id' = $3::text
      )
    ) as is_told
    from imports i where i.business_id = $1 and i.id = $3::uuid`,
  values: [businessId, inJson(texts), importId, customerIds],
});

/** How a file may have been written. */
const encodings: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(text, 'latin1'),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(text, 'utf16le').swap16(),
];

/** A text as files write it: PostgreSQL compares letters of ASCII without their case, and others as they are. */
const asWritten = (text: string): string[] => [
  ...new Set([
    text,
    text.toUpperCase(),
    text.replaceAll(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase()),
  ]),
];

/** Without the case of letters of ASCII. */
const asCompared = (bytes: Buffer): string =>
  bytes.toString('latin1').replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * The identifiers of the person in a file.
 *
 * @param encoding how the file was read; null: not known
 */
export function inFiles(texts: Iterable<string>, encoding: string | null): Buffer[] {
  const own =
    encoding !== null && iconv.encodingExists(encoding)
      ? [(text: string) => iconv.encode(text, encoding)]
      : [];
  const needles = [...texts]
    .flatMap(asWritten)
    .flatMap((text) => [...encodings, ...own].map((encode) => encode(text)));
  const byBytes = new Map(needles.map((bytes) => [asCompared(bytes), bytes]));
  // An encoding has question marks for letters that it lacks, and files have them as well.
  return [...byBytes.values()].filter((bytes) => !bytes.every((byte) => byte === 0x3f || byte === 0x20));
}

/** Whether some pieces of a file hold any of the texts. */
export const findInFile = (
  businessId: BusinessId,
  importId: string,
  from: number,
  texts: readonly Buffer[],
): Statement<{ is_found: boolean }> => ({
  name: 'find_in_file',
  text: `
    select exists (
      select from import_chunks k
      left join import_chunks n
        on n.business_id = $1 and n.import_id = $2 and n.position = k.position + 1
      cross join lateral (
        select lower(encode(k.bytes || substring(coalesce(n.bytes, '') from 1 for ${overlapBytes}), 'escape') collate "C") as text
        offset 0
      ) c
      where k.business_id = $1 and k.import_id = $2 and k.position >= $3 and k.position < $3 + ${chunksPerPass}
        and exists (
          select from unnest($4::bytea[]) as t(bytes)
          where position(lower(encode(t.bytes, 'escape') collate "C") in c.text) > 0
        )
    ) as is_found`,
  values: [businessId, importId, from, texts],
});

export const deleteFile = (businessId: BusinessId, importId: string): Statement<{ position: number }> => ({
  name: 'delete_file_to_erase',
  text: `
    delete from import_chunks k where k.business_id = $1 and k.import_id = $2 returning k.position`,
  values: [businessId, importId],
});

/** Removes the quotations from the notes about a file; the kind of each error stays. */
export const eraseProblems = (businessId: BusinessId, importId: string): Statement<{ count: number }> => ({
  name: 'erase_problems',
  text: `
    with erased as materialized (
      select o.first_row, (
        select json_agg(json_build_object(
          'row', q.problem -> 'row', 'line', q.problem -> 'line', 'type', q.problem -> 'type',
          'loc', q.problem -> 'loc', 'msg', q.problem -> 'msg', 'input', null) order by q.nth)
        from json_array_elements(o.problems) with ordinality as q(problem, nth)
      ) as problems
      from import_problems o where o.business_id = $1 and o.import_id = $2
    ), changed as (
      update import_problems p set problems = e.problems from erased e
      where p.business_id = $1 and p.import_id = $2 and p.first_row = e.first_row
      returning json_array_length(p.problems) as length
    )
    select coalesce(sum(c.length), 0)::bigint as count from changed c`,
  values: [businessId, importId],
});

export const eraseImport = (businessId: BusinessId, importId: string): Statement => ({
  name: 'erase_import',
  text: `
    update imports i
    set ${fileAssignments}, revision = i.revision + 1,
      error = case when i.error is not null then '${erasedError}' end
    where i.business_id = $1 and i.id = $2`,
  values: [businessId, importId],
});

/** Removes the names of those who sent a file under one of the addresses. */
export const eraseSenders = (businessId: BusinessId, emails: readonly string[]): Statement => ({
  name: 'erase_senders_of_files',
  text: `
    update imports i set actor = ${withoutAddress('i.actor')}
    where i.business_id = $1 and lower(i.actor ->> 'user_email') = any ($2::text[])`,
  values: [businessId, emails],
});

export const selectIdentifyingProblems = (
  businessId: BusinessId,
  texts: Iterable<string>,
  importId: string,
): Statement<{ problem: object }> => ({
  name: 'select_problems_telling',
  text: `
    select q.problem from import_problems p, json_array_elements(p.problems) as q(problem)
    where p.business_id = $1 and p.import_id = $3 and ${speaks('q.problem::text')}
    order by p.first_row`,
  values: [businessId, inJson(texts), importId],
});
