// Sends requests as bytes, and counts the statuses of the answers: a separate process, so that who measures next to it
// is not slowed down by it. Its job comes as JSON, and so goes its result.
import { connect } from 'node:net';

const timeoutMs = 60_000;

/** Sends the requests at once on one connection; resolves with how often each status came until it had all answers. */
function lifecycle({ port, host }, requests) {
  return new Promise((resolve) => {
    const counts = {};
    let received = Buffer.alloc(0);
    let answered = 0;
    const socket = connect(port, host, () => socket.write(requests.join('')));
    const count = (status) => (counts[status] = (counts[status] ?? 0) + 1);
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (answered < requests.length) counts.none = requests.length - answered;
      resolve(counts);
    });
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      for (;;) {
        const end = received.indexOf('\r\n\r\n');
        if (end === -1) return;
        const head = received.toString('latin1', 0, end);
        const size = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (received.length < size) return;
        received = received.subarray(size);
        count(head.slice(9, 12));
        answered += 1;
        if (answered === requests.length) socket.destroy();
      }
    });
  });
}

async function work({ url, connections }) {
  const { hostname, port } = new URL(url);
  const at = { host: hostname, port: Number(port) };
  const counts = {};
  for (const each of await Promise.all(connections.map((requests) => lifecycle(at, requests)))) {
    for (const [status, count] of Object.entries(each)) counts[status] = (counts[status] ?? 0) + count;
  }
  process.send(counts, () => process.disconnect());
}

process.once('message', (job) => void work(job));
