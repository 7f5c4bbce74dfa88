// A gateway for text messages that keeps the contract of docs/sms.md: a bearer
// token, JSON, one message of one id. A test reads what came, and says how the
// gateway answers.
import { createServer } from 'node:http';

export const token = 'a-token-of-the-test';

export async function smsGateway() {
  const messages = [];
  const gateway = { messages, status: 200 };
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', (b) => { body += b; });
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${token}`) return answer.writeHead(401).end();
      const message = JSON.parse(body);
      if (gateway.status >= 300) return answer.writeHead(gateway.status).end();
      if (messages.some((m) => m.id === message.id)) return answer.writeHead(409).end();
      messages.push(message);
      answer.writeHead(gateway.status).end();
    });
  });
  await new Promise((ok, no) => server.once('error', no).listen(0, '127.0.0.1', ok));
  return Object.assign(gateway, {
    url: `http://127.0.0.1:${server.address().port}/send`,
    // to waits for the message to a number with these words.
    async to(number, words = /./, seconds = 60) {
      for (let i = 0; i < seconds * 10; i++) {
        const found = messages.findLast((m) => m.to === number && words.test(m.text));
        if (found) return found;
        await new Promise((ok) => setTimeout(ok, 100));
      }
      throw new Error(`no message to ${number} with ${words}: ${JSON.stringify(messages)}`);
    },
    close: () => new Promise((ok) => { server.close(ok); server.closeAllConnections(); }),
  });
}
