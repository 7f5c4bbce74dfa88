// The stand-in for NCALayer: the port of the real one, keys of a national
// authority that it makes up. choose says whose key signs next. With phone it is a
// relay to people's phones there too.
import { join } from 'node:path';
import { request } from 'node:https';
import { root, start } from './court.mjs';

export async function ncalayer(dir, listen = '127.0.0.1:13579', phone = '') {
  const layer = await start(['--dir', dir, '--listen', listen, ...(phone ? ['--phone', phone] : [])], { bin: join(root, 'bin/ncalayer') });
  return {
    ...layer, trust: dir,
    choose: (who) => new Promise((ok, no) => {
      const body = `who=${who}`;
      const r = request(`${layer.url}/choose`, { method: 'POST', rejectUnauthorized: false, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length } },
        (a) => { a.resume(); if (a.statusCode === 303) ok(); else no(new Error(`${who}: ${a.statusCode}`)); });
      r.on('error', no);
      r.end(body);
    }),
  };
}
