import { existsSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { UserError } from '../errors/user-error.js';
import { readText } from '../files/read-file.js';

/** What httpx reads, and after it what requests and curl read. */
const variable = 'SSL_CERT_FILE';
const ofOthers = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

/**
 * The authorities whose certificates are trusted where the environment names a file of them, as
 * behind a proxy that looks into encrypted connections: those of Node, of the file, and of
 * NODE_EXTRA_CA_CERTS, which Node reads only where nothing is given. Null where it names none. The
 * file is that of SSL_CERT_FILE, or one that is there of REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE. A
 * UserError where it cannot be read or has no certificate.
 */
export function namedAuthorities(environment: NodeJS.ProcessEnv = process.env): string[] | null {
  const fileOf = (name: string) => environment[name] ?? '';
  const named =
    fileOf(variable) === '' ? ofOthers.find((name) => existsSync(fileOf(name))) : variable;
  if (named === undefined) return null;
  const own = certificatesOf(fileOf(named), named);
  const extra = environment.NODE_EXTRA_CA_CERTS ?? '';
  const others = extra === '' ? [] : certificatesOf(extra, 'NODE_EXTRA_CA_CERTS');
  return [...rootCertificates, ...own, ...others];
}

function certificatesOf(file: string, named: string): string[] {
  const found = readText(file).match(
    /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END \1CERTIFICATE-----/g,
  );
  if (found === null)
    throw new UserError(`${file}, which ${named} names, has no certificate (PEM)`);
  return found;
}
