// A STAND-IN for MongoDB on the wire, for tests only: it keeps nothing, agrees to everything, and notes what it was asked.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import mongoose from 'mongoose';

const { BSON } = mongoose.mongo;
type Command = Record<string, unknown>;
const [reply, query, message] = [1, 2004, 2013]; // of the protocol's operations
const headerBytes = 16;

export class MongoStandIn {
  readonly asked: Command[] = [];
  private readonly sockets = new Set<Socket>();
  private constructor(private readonly server: Server, private readonly version: string) {}

  static async start(version: string): Promise<MongoStandIn> {
    const server = createServer();
    const made = new MongoStandIn(server, version);
    server.on('connection', (socket) => made.serve(socket));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return made;
  }
  get url(): string { return `mongodb://127.0.0.1:${(this.server.address() as AddressInfo).port}/lyceum`; }
  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        socket.write(this.answer(rest.subarray(0, rest.readInt32LE(0))));
        rest = rest.subarray(rest.readInt32LE(0));
      }
    });
  }

  /** To a query of old, as clients begin, or a message; documents that stand beside a command are not read. */
  private answer(asked: Buffer): Buffer {
    const [id, operation] = [asked.readInt32LE(4), asked.readInt32LE(12)];
    if (operation !== query && operation !== message) throw new Error(`the stand-in knows no operation ${operation}`);
    const begins = operation === message ? headerBytes + 5 : asked.indexOf(0, headerBytes + 4) + 9;
    const said = BSON.serialize(this.answerTo(BSON.deserialize(asked.subarray(begins, begins + asked.readInt32LE(begins)))));
    const before = Buffer.alloc(headerBytes + (operation === message ? 5 : 20));
    before.writeInt32LE(before.length + said.length, 0);
    before.writeInt32LE(id, 8);
    before.writeInt32LE(operation === message ? message : reply, 12);
    if (operation === query) before.writeInt32LE(1, before.length - 4);
    return Buffer.concat([before, said]);
  }
  private answerTo(command: Command): Command {
    this.asked.push(command);
    if ('buildInfo' in command) return { ok: 1, version: this.version };
    return { ok: 1, n: 1, isWritablePrimary: true, ismaster: true, helloOk: true, minWireVersion: 0, maxWireVersion: 25, maxBsonObjectSize: 16 * 1024 * 1024, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 };
  }
}
