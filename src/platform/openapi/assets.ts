import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matchesNone } from '../http/etags.js';
import type { RawQuery } from '../http/raw-query.js';

const compressors = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  identity: (bytes: Buffer) => Promise.resolve(bytes),
};

type Encoding = keyof typeof compressors;

/** The best of the encodings that the client takes; one with `q=0` it does not take. */
function encodingOf({ headers }: FastifyRequest): Encoding {
  const accepted = (headers['accept-encoding'] ?? '')
    .split(',')
    .filter((each) => !/;\s*q=0(?:\.0*)?\s*$/.test(each))
    .map((each) => each.split(';')[0]?.trim());
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}

/** Bytes that do not change while the service runs: sent compressed, each encoding made once, with an ETag each. */
export class Asset {
  readonly version: string;
  private readonly encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(
    private readonly contentType: string,
    private readonly bytes: Buffer,
  ) {
    this.version = hash('sha1', bytes, 'base64url').slice(0, 12);
  }

  /** Under a URL that names its version, a browser may keep an asset for good; under another it has to ask. */
  async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const encoding = encodingOf(request);
    const etag = `"${this.version}-${encoding}"`;
    const isVersioned = (request.query as RawQuery).values['v'] === this.version;
    void reply
      .header('etag', etag)
      .header('vary', 'accept-encoding')
      .header('cache-control', isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (!matchesNone(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (encoding !== 'identity') void reply.header('content-encoding', encoding);
    let body = this.encoded.get(encoding);
    if (body === undefined) {
      body = compressors[encoding](this.bytes);
      this.encoded.set(encoding, body);
    }
    return reply.type(this.contentType).send(await body);
  }
}
