// What is used of @huggingface/tokenizers: its own declarations lack the endings that Node's module
// resolution wants, so TypeScript finds nothing in them.
declare module '@huggingface/tokenizers' {
  export abstract class Normalizer {
    normalize(text: string): string;
  }
  export class SequenceNormalizer extends Normalizer {
    readonly normalizers: readonly (Normalizer | null)[];
  }
  export class PrecompiledNormalizer extends Normalizer {
    /** The table in base64. */
    readonly charsmap: string | null;
  }

  export abstract class PreTokenizer {
    pre_tokenize_text(text: string): string[];
  }
  export class SequencePreTokenizer extends PreTokenizer {
    readonly tokenizers: readonly (PreTokenizer | null)[];
  }
  export class ByteLevelPreTokenizer extends PreTokenizer {
    pattern: RegExp;
  }
  export class WhitespaceSplitPreTokenizer extends PreTokenizer {}

  export abstract class PostProcessor {
    post_process(
      tokens: readonly string[],
      pair: null,
      addSpecialTokens: boolean,
    ): { readonly tokens: string[] };
  }
  export class SequencePostProcessor extends PostProcessor {
    readonly processors: readonly (PostProcessor | null)[];
  }
  export class ByteLevelPostProcessor extends PostProcessor {
    readonly config: { readonly trim_offsets?: boolean };
  }

  export abstract class Decoder {
    decode_chain(tokens: readonly string[]): string[];
  }
  export class SequenceDecoder extends Decoder {
    readonly decoders: readonly (Decoder | null)[];
  }
  export class ByteFallbackDecoder extends Decoder {
    text_decoder: { decode(bytes: Uint8Array): string };
  }

  export class Tokenizer {
    readonly normalizer: Normalizer | null;
    readonly pre_tokenizer: PreTokenizer | null;
    /** The tokens at their ids; holes where an id has none. */
    readonly model: { readonly vocab: readonly string[] };
    readonly post_processor: PostProcessor | null;
    readonly decoder: Decoder | null;
    constructor(
      tokenizer: object,
      config: {
        readonly eos_token?: string;
        readonly additional_special_tokens: readonly string[];
      },
    );
    encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: number[] };
    tokenize(text: string, options: { add_special_tokens: boolean }): string[];
    decode(
      ids: readonly number[],
      options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
    ): string;
    token_to_id(token: string): number | undefined;
    id_to_token(id: number): string | undefined;
  }
}
