// The walk through electronic signatures, in a court of its own that believes the
// made-up authority of the stand-in for NCALayer.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tmp } from './court.mjs';
import { ncalayer } from './ncalayer.mjs';

// signatures yields the stops: {name, tour, role, path, act?}.
export async function* signatures(Tour) {
  const layer = await ncalayer(join(tmp(), 'trust'), '127.0.0.1:0');
  const tour = await Tour.open('--trust', layer.trust, '--media-udp', '0', '--media-tcp', '0');
  const stop = (name, role, path, act) => ({ name, tour, role, path, act });
  const document = Buffer.from('Талап қою арызы\n'), other = Buffer.from('Басқа құжат\n');
  const checked = (cms, content) => async (p) => {
    await p.setInputFiles('#file', { name: 'aryz.p7s', mimeType: 'application/octet-stream', buffer: Buffer.from(cms) });
    await p.setInputFiles('#content', { name: 'aryz.txt', mimeType: 'text/plain', buffer: content });
    await Promise.all([p.waitForNavigation(), p.click('form[action="/verify"] button')]);
  };
  try {
    const good = await signed(layer, 'claimant', document), revoked = await signed(layer, 'claimant-revoked', document);
    yield stop('sign-in-eds', null, '/sign-in', (p) => p.waitForSelector('[data-sign]'));
    yield stop('account-eds', 'claimant', '/account', (p) => p.waitForSelector('[data-sign]'));
    yield stop('person-number', 'registrar', `/people/${tour.who('claimant')}`);
    yield stop('verify-form', null, '/verify');
    yield stop('verify-valid', null, '/verify', checked(good, document));
    yield stop('verify-changed', null, '/verify', checked(good, other));
    yield stop('verify-revoked', null, '/verify', checked(revoked, document));
  } finally {
    await tour.end();
    await layer.kill();
  }
}

// signed is a detached signature by somebody's key, as the portals' own client gets it.
async function signed(layer, who, data) {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the stand-in's certificate is nobody's
  const { NCALayerClient } = createRequire(import.meta.url)('ncalayer-js-client');
  const client = new NCALayerClient(layer.url.replace('https', 'wss'), false);
  await layer.choose(who);
  await client.connect();
  try {
    return await client.basicsSignCMS(NCALayerClient.basicsStorageAll, data.toString('base64'), NCALayerClient.basicsCMSParamsDetached, NCALayerClient.basicsSignerSignAny);
  } finally {
    client.wsConnection.close();
  }
}
