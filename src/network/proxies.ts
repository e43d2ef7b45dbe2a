import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { UserError } from '../errors/user-error.js';

/** A proxy that the environment names. */
export interface ProxyServer {
  /** Its address, without a user's name or password. */
  readonly address: URL;
  /** The value of Proxy-Authorization, from the name and password in the variable; null: none. */
  readonly authorization: string | null;
  /** The variable that names it, for messages. */
  readonly variable: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a request goes through, null where it goes straight: by http_proxy, https_proxy,
 * all_proxy and no_proxy, as httpx reads them for huggingface_hub. Names in lower case come before
 * those in upper case, also where they are empty. A UserError names the variable whose value is no
 * proxy, without showing it.
 *
 * no_proxy has commas between `host` (and all below it), `.host` and `*.host` (only below it),
 * addresses, networks as `10.0.0.0/8`, and `*` for all; a port may stand behind a host, a scheme
 * before it. What cannot be read in it is left out.
 */
export function proxyFor(address: URL, environment: Environment = process.env): ProxyServer | null {
  const variables = proxyVariables(environment);
  const exceptions = (variables.get('no')?.value ?? '').split(',').map((one) => one.trim());
  if (exceptions.includes('*')) return null;
  if (exceptions.some((one) => one !== '' && isExcepted(address, one))) return null;
  const named = variables.get(address.protocol.slice(0, -1)) ?? variables.get('all');
  return named === undefined ? null : proxyOf(named);
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The variables that end in _proxy by what stands before that, as Python's urllib finds them. */
function proxyVariables(environment: Environment): ReadonlyMap<string, Variable> {
  const found = new Map<string, Variable>();
  const ofAnyCase = Object.entries(environment).filter(([name]) => /_proxy$/i.test(name));
  const put = ([name, value = '']: [string, string | undefined]) => {
    const scheme = name.slice(0, -'_proxy'.length).toLowerCase();
    if (value === '') found.delete(scheme);
    else found.set(scheme, { name, value });
  };
  ofAnyCase.filter(([, value]) => value !== undefined && value !== '').forEach(put);
  // Under CGI the header `Proxy:` of a request arrives as HTTP_PROXY.
  if (environment.REQUEST_METHOD !== undefined) found.delete('http');
  ofAnyCase.filter(([name]) => name.endsWith('_proxy')).forEach(put);
  return found;
}

function proxyOf({ name, value }: Variable): ProxyServer {
  const text = value.trim();
  const address = urlOf(text.includes('://') ? text : `http://${text}`);
  if (address === null || !/^(https?|socks5h?):$/.test(address.protocol) || address.hostname === '')
    throw new UserError(
      `${name} names no proxy that can be used: expected such as http://proxy.example:3128, with ` +
        'http, https or socks5 (its value is not shown, for it may hold a password)',
    );
  const authorization = basicAuthorization(address);
  return { address: bare(address), authorization, variable: name };
}

/** An address without the name and password of a user. */
export function bare(address: URL): URL {
  const copy = new URL(address);
  copy.username = '';
  copy.password = '';
  return copy;
}

/** The name and password in an address as the value of a header; null where it has none. */
export function basicAuthorization({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  const text = `${unquoted(username)}:${unquoted(password)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** Decodes %XX where these are UTF-8, and leaves a stray per cent sign as it is. */
const unquoted = (text: string): string =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );

const urlOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Whether an entry of no_proxy speaks of an address. */
function isExcepted(address: URL, entry: string): boolean {
  const [, scheme = 'all', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/.exec(entry) ?? [];
  if (scheme.toLowerCase() !== 'all' && `${scheme.toLowerCase()}:` !== address.protocol)
    return false;
  const host = hostOf(address);
  const network = /^\[?([\da-f.:]+)\]?\/(\d+)$/i.exec(rest);
  if (network !== null) return isWithin(host, network[1] ?? '', Number(network[2]));
  if (isIPv6(rest)) return host === sixOf(rest);
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(rest) ?? [];
  if (name.includes('/')) return false;
  if (port !== undefined && Number(port) !== portOf(address)) return false;
  // With a scheme a host is meant alone; without one, what lies below it too.
  return isBelow(host, name.toLowerCase(), scheme !== 'all' || entry.includes('://'));
}

function isBelow(host: string, name: string, exact: boolean): boolean {
  if (name === '' || name === '*') return true;
  if (name.startsWith('[')) return host === sixOf(name.slice(1, -1));
  if (name.startsWith('.')) return host.endsWith(name);
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  if (host === name) return true;
  return !exact && !isIPv4(name) && name !== 'localhost' && host.endsWith(`.${name}`);
}

/** An address of IPv6 as URLs spell it; null for anything else. */
const sixOf = (text: string): string | null => {
  const url = urlOf(`http://[${text}]/`);
  return url === null ? null : hostOf(url);
};

function isWithin(host: string, network: string, bits: number): boolean {
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(network) === 0 || isIP(host) !== isIP(network)) return false;
  if (bits > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
}

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
