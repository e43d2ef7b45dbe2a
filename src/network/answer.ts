import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { UserError } from '../errors/user-error.js';
import { Interrupted } from './interrupted.js';

/** An answer to a request; its body is read once, or discarded. */
export class Answer {
  readonly address: URL;
  readonly status: number;
  readonly #headers: ReadonlyMap<string, string>;
  readonly #body: Readable;
  readonly #signal: AbortSignal | undefined;

  constructor(
    address: URL,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    body: Readable,
    signal?: AbortSignal,
  ) {
    this.address = address;
    this.status = status;
    this.#headers = new Map(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
      ),
    );
    this.#body = body;
    this.#signal = signal;
    // An error that comes while nobody reads, as after `discard`, is nobody's.
    body.on('error', () => {});
  }

  /** A header by its name in lower case; null where the answer has none. */
  header(name: string): string | null {
    return this.#headers.get(name) ?? null;
  }

  /** Whether the body is compressed although we did not ask for that. */
  get isEncoded(): boolean {
    return !/^(identity)?$/i.test(this.header('content-encoding')?.trim() ?? '');
  }

  /** The bytes of the body as it says itself; null where it does not, or is compressed. */
  get length(): number | null {
    const length = this.header('content-length')?.trim() ?? '';
    return this.isEncoded || !/^\d{1,15}$/.test(length) ? null : Number(length);
  }

  /** Closes the connection without reading the body. */
  discard(): void {
    this.#body.destroy();
  }

  /**
   * The body's bytes, decompressed where it is compressed (`raw`: as they come). Interrupted where
   * the connection is cut, so that only errors of the network are. A UserError for a compression
   * that is not known.
   */
  async *bytes({ raw = false } = {}): AsyncGenerator<Uint8Array> {
    const stream = raw || !this.isEncoded ? this.#body : this.#decompressed();
    const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await chunks.next().catch((error: unknown) => {
          this.#signal?.throwIfAborted();
          const said = error instanceof Error ? error.message : String(error);
          throw new Interrupted(`the connection was cut: ${said}`, { cause: error });
        });
        if (done === true) return;
        yield value;
      }
    } finally {
      stream.destroy();
      this.#body.destroy();
    }
  }

  /** The whole body; a UserError by `tooLong` where it is longer than `limit` bytes. */
  async whole(limit: number, tooLong: string, { raw = false } = {}): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.bytes({ raw })) {
      length += piece.length;
      if (length > limit) throw new UserError(tooLong);
      pieces.push(piece);
    }
    return Buffer.concat(pieces, length);
  }

  #decompressed(): Readable {
    const encoding = this.header('content-encoding')?.trim().toLowerCase();
    const create = decoders.get(encoding ?? '');
    if (create === undefined) {
      this.discard();
      throw new UserError(`${this.address.host} compresses its answers in a way that is not known`);
    }
    const decoder = create();
    this.#body.on('error', (error) => decoder.destroy(error));
    return this.#body.pipe(decoder);
  }
}

const decoders = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);
