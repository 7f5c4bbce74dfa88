// A mail server that really speaks SMTP (RFC 5321), takes every letter, and
// lets a test read them.
import { createServer } from 'node:net';

// quotedPrintable is the text of a quoted-printable body.
function quotedPrintable(body) {
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function letter(to, raw) {
  const at = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, at).replace(/\r\n[ \t]+/g, ' ');
  const headers = Object.fromEntries(head.split('\r\n').map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
  const body = raw.slice(at + 4);
  const coding = (headers['content-transfer-encoding'] ?? '').toLowerCase();
  const text = coding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : coding === 'quoted-printable' ? quotedPrintable(body) : body;
  return { to, headers, text };
}

function talk(socket, letters) {
  let rest = '', data = null, to = [];
  const say = (line) => socket.write(`${line}\r\n`);
  const commands = {
    EHLO: () => say('250-mail.test\r\n250 8BITMIME'), HELO: () => say('250 mail.test'), NOOP: () => say('250 OK'),
    RSET: () => { to = []; say('250 OK'); }, MAIL: () => say('250 OK'), QUIT: () => { say('221 bye'); socket.end(); },
    RCPT: (line) => { to.push(line.match(/<(.*)>/)[1]); say('250 OK'); },
    DATA: () => { data = ''; say('354 go on'); },
  };
  say('220 mail.test ESMTP');
  socket.on('error', () => {});
  socket.on('data', (b) => {
    rest += b.toString('latin1');
    for (let at; (at = rest.indexOf('\r\n')) >= 0;) {
      const line = rest.slice(0, at);
      rest = rest.slice(at + 2);
      if (data === null) {
        (commands[line.slice(0, 4).toUpperCase()] ?? (() => say('502 no such command')))(line);
      } else if (line === '.') {
        letters.push(letter(to[0], data));
        [data, to] = [null, []];
        say('250 taken');
      } else {
        data += `${line.replace(/^\./, '')}\r\n`;
      }
    }
  });
}

// mailServer starts on a free port, or on the one given (a server that comes back).
export async function mailServer(port = 0) {
  const letters = [];
  const server = createServer((socket) => talk(socket, letters));
  await new Promise((ok, no) => server.once('error', no).listen(port, '127.0.0.1', ok));
  return {
    port: server.address().port, letters,
    // to waits for the newest letter to an address, with these words in it.
    async to(address, seconds = 30, words = /./) {
      for (let i = 0; i < seconds * 10; i++) {
        const found = letters.findLast((l) => l.to === address && words.test(l.text));
        if (found) return found;
        await new Promise((ok) => setTimeout(ok, 100));
      }
      throw new Error(`no letter to ${address}`);
    },
    close: () => new Promise((ok) => server.close(ok)),
  };
}
