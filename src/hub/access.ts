import { existsSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { readText } from '../files/read-file.js';
import { bare, basicAuthorization } from '../network/proxies.js';
import { environmentOf, hubHome, isOn } from './names.js';

/** How the hub is asked. */
export interface HubAccess {
  /** HF_ENDPOINT, else https://huggingface.co; without a name, a password or a slash at its end. */
  readonly endpoint: string;
  /** The value of `authorization` for the endpoint's own host; null: we ask as nobody. */
  readonly authorization: string | null;
  /** Milliseconds of silence after which a connection counts as cut. */
  readonly silence: number;
}

/**
 * How the environment wants the hub asked, as huggingface_hub reads it: HF_ENDPOINT, whose name and
 * password, where it has them, go before a token; `token`, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, or the
 * file at HF_TOKEN_PATH or $HF_HOME/token, line breaks left out; HF_HUB_DISABLE_IMPLICIT_TOKEN and
 * HF_HUB_DOWNLOAD_TIMEOUT. A UserError names the variable or the file that cannot be used and never
 * shows its content.
 */
export function hubAccess(token?: string, environment: NodeJS.ProcessEnv = process.env): HubAccess {
  const of = environmentOf(environment);
  const address = endpointOf(of('HF_ENDPOINT') ?? 'https://huggingface.co');
  const found =
    token === undefined ? foundToken(environment) : cleanToken(token, 'the token given');
  return {
    endpoint: bare(address).href.replace(/\/+$/, ''),
    authorization: basicAuthorization(address) ?? (found === null ? null : `Bearer ${found}`),
    silence: 1000 * seconds(of('HF_HUB_DOWNLOAD_TIMEOUT') ?? '30'),
  };
}

function endpointOf(text: string): URL {
  const wanted = 'expected such as https://huggingface.co';
  const shown = 'its value is not shown, for it may hold a password';
  if (!/^\s*https?:\/\//i.test(text))
    throw new UserError(
      `HF_ENDPOINT does not begin with http:// or https://: ${wanted} (${shown})`,
    );
  if (!URL.canParse(text)) throw new UserError(`HF_ENDPOINT is no address: ${wanted} (${shown})`);
  const address = new URL(text);
  if (address.search !== '' || address.hash !== '' || /[?#]/.test(text))
    throw new UserError(
      `HF_ENDPOINT has a part behind ? or #, which a hub's address cannot have: ${wanted} (${shown})`,
    );
  return address;
}

function foundToken(environment: NodeJS.ProcessEnv): string | null {
  const of = environmentOf(environment);
  if (isOn(of('HF_HUB_DISABLE_IMPLICIT_TOKEN'))) return null;
  const variable = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'].find((name) => of(name) !== null);
  const given = variable === undefined ? null : cleanToken(of(variable) ?? '', variable);
  if (given !== null) return given;
  const file = of('HF_TOKEN_PATH') ?? `${hubHome(environment)}/token`;
  return existsSync(file) ? cleanToken(readText(file), `the token file ${file}`) : null;
}

/** A token as it goes into a header; null where nothing is left. */
function cleanToken(text: string, where: string): string | null {
  const token = text.replaceAll(/[\r\n]/g, '').trim();
  const wrong = [...token].findIndex((character) => !/[\x21-\x7e]/.test(character));
  if (wrong >= 0)
    throw new UserError(
      `${where} holds no token: its character ${wrong + 1} is a blank, a control character or none ` +
        'of ASCII (the token is not shown)',
    );
  return token === '' ? null : token;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\s*\d+\s*$/.test(text) || value === 0 || value > 86_400)
    throw new UserError(
      `HF_HUB_DOWNLOAD_TIMEOUT is ${JSON.stringify(text.slice(0, 40))}, expected whole seconds ` +
        'from 1 to 86400',
    );
  return value;
}
