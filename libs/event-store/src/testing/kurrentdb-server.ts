// A STAND-IN for KurrentDB on the wire, for tests only. It was built from the client's protocol files and from what KurrentDB documents and publishes
// of its source (26.1), over a log in memory: a test that passes on it says that the adapter does as documented, not that a KurrentDB server does.
// The real one is tried by kurrentdb.engines.ts wherever KURRENTDB_URL is given.
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import type * as Grpc from '@grpc/grpc-js';
import { InvalidPosition, MemoryLog, type Filter, type Kept, type Violation } from './kurrentdb-memory.ts';

const client = createRequire(createRequire(import.meta.url).resolve('@kurrent/kurrentdb-client'));
const grpc = client('@grpc/grpc-js') as typeof Grpc;
const generated = <T>(file: string): T => client(`../generated/kurrentdb/protocols/${file}`) as T;
type V1 = typeof import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js');
type V2 = typeof import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_pb.js');
const v1 = generated<V1>('v1/streams_pb');
const v2 = generated<V2>('v2/streams/streams_pb');
const shared = generated<typeof import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js')>('v1/shared_pb');
const errors = generated<typeof import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/errors_pb.js')>('v2/streams/errors_pb');
const rpc = generated<typeof import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js')>('v1/status_pb');
const features = generated<typeof import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js')>('v1/serverfeatures_pb');
const { Any } = client('google-protobuf/google/protobuf/any_pb') as typeof import('google-protobuf/google/protobuf/any_pb.js');
type Service = Grpc.ServiceDefinition;
const { StreamsService } = generated<{ StreamsService: Service }>('v1/streams_grpc_pb');
const { StreamsServiceService } = generated<{ StreamsServiceService: Service }>('v2/streams/streams_grpc_pb');
const { ServerFeaturesService } = generated<{ ServerFeaturesService: Service }>('v1/serverfeatures_grpc_pb');

type ReadReq = InstanceType<V1['ReadReq']>;
type Reading = Grpc.ServerWritableStream<ReadReq, InstanceType<V1['ReadResp']>>;
const failure = (code: Grpc.status, details: string, metadata = new grpc.Metadata()): Grpc.ServiceError => Object.assign(new Error(details), { code, details, metadata });

/** `version`: one before 26.1 has no appends with checks. */
export class KurrentStandIn {
  readonly log = new MemoryLog();
  private server: Grpc.Server | null = null;
  private port = 0;
  private deaf = false;
  private follower = false;

  private constructor(private readonly version: string) {}

  static async start({ version = '26.1.0' } = {}): Promise<KurrentStandIn> {
    const made = new KurrentStandIn(version);
    // What a server writes by itself, so that nobody takes the log for his own.
    const system = (stream: string, type: string, data: object) => made.log.append([{ stream, type, json: true, id: randomUUID(), data: Buffer.from(JSON.stringify(data)) }], []);
    system('$$$stats-127.0.0.1:2113', '$metadata', { $maxAge: 86400 });
    system('$stats-127.0.0.1:2113', '$statsCollected', {});
    await made.restart();
    return made;
  }

  get url(): string { return `kurrentdb://127.0.0.1:${this.port}?tls=false`; }

  /** Takes requests again, at the same address. */
  async restart(): Promise<void> {
    this.server = new grpc.Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 }); // as of a server whose MaxAppendSize was set small
    this.server.addService(ServerFeaturesService, { getSupportedMethods: (_: unknown, answer: Grpc.sendUnaryData<unknown>) => answer(null, this.supported()) });
    this.server.addService(StreamsService, { read: (call: Reading) => this.read(call) });
    this.server.addService(StreamsServiceService, { appendRecords: (call: Grpc.ServerUnaryCall<InstanceType<V2['AppendRecordsRequest']>, unknown>, answer: Grpc.sendUnaryData<unknown>) => {
      setTimeout(() => this.append(call.request, answer), Math.random() * 10); // calls that are under way at once are taken in no particular order
    } });
    this.port = await new Promise<number>((resolve, reject) => {
      this.server!.bindAsync(`127.0.0.1:${this.port}`, grpc.ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port)));
    });
  }

  /** As when its process is killed: connections break, nothing is answered. What it had kept stays. */
  kill(): void { this.server!.forceShutdown(); }

  /** Appends are kept, but the caller never hears of it. */
  swallowAnswers(yes: boolean): void { this.deaf = yes; }

  /** As a node that has lost an election. */
  resign(yes: boolean): void { this.follower = yes; }

  private supported() {
    const answer = new features.SupportedMethods();
    answer.setEventStoreServerVersion(this.version);
    const methods = [['event_store.client.streams.streams', 'read'], ...(Number.parseFloat(this.version) >= 26.1 ? [['kurrentdb.protocol.v2.streams.streamsservice', 'appendrecords']] : [])];
    for (const [service, name] of methods) {
      const method = new features.SupportedMethod();
      method.setServiceName(service!);
      method.setMethodName(name!);
      answer.addMethods(method);
    }
    return answer;
  }

  /** The answer to reads that want the leader; it names itself, since the client goes on asking whom it names. */
  private notLeader(): Grpc.ServiceError {
    const metadata = new grpc.Metadata();
    for (const [name, value] of [['exception', 'not-leader'], ['leader-endpoint-host', '127.0.0.1'], ['leader-endpoint-port', String(this.port)]] as const) metadata.set(name, value);
    return failure(grpc.status.NOT_FOUND, 'Leader info available', metadata);
  }

  private append(request: InstanceType<V2['AppendRecordsRequest']>, answer: Grpc.sendUnaryData<unknown>): void {
    const checks = request.getChecksList().map((check) => ({ stream: check.getStreamState()!.getStream(), expected: Number(check.getStreamState()!.getExpectedState()) }));
    const records = request.getRecordsList().map((record) => ({
      stream: record.getStream(), type: record.getSchema()?.getName() ?? '', id: record.getRecordId() ?? randomUUID(), data: Buffer.from(record.getData_asU8()),
      json: record.getSchema()?.getFormat() === v2.SchemaFormat.SCHEMA_FORMAT_JSON,
    }));
    if (this.follower) return answer(failure(grpc.status.FAILED_PRECONDITION, 'The server is not the leader node and cannot handle the request. Please retry your request against the leader node directly at 127.0.0.1:1'));
    const wrong = refused(records, checks);
    if (wrong) return answer(failure(grpc.status.INVALID_ARGUMENT, wrong));
    const outcome = this.log.append(records, checks);
    if (Array.isArray(outcome)) return answer(violated(outcome));
    if (this.deaf) return;
    const response = new v2.AppendRecordsResponse();
    response.setPosition(String(outcome.position));
    for (const [stream, revision] of outcome.revisions) {
      const one = new v2.StreamRevision();
      one.setStream(stream);
      one.setRevision(String(revision));
      response.addRevisions(one);
    }
    answer(null, response);
  }

  private read(call: Reading): void {
    const options = call.request.getOptions()!;
    if (this.follower && call.metadata.get('requires-leader')[0] === 'true') return void call.emit('error', this.notLeader());
    const send = (kept: Kept) => call.write(event(kept, options.getUuidOption()?.hasStructured() ?? false));
    const backwards = options.getReadDirection() === v1.ReadReq.Options.ReadDirection.BACKWARDS;
    const limit = Number(options.getCount());
    try {
      if (options.hasSubscription()) return this.follow(call, options, send);
      const stream = options.getStream();
      if (stream) {
        const name = Buffer.from(stream.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
        const found = this.log.readStream(name, stream.hasEnd() ? 'end' : stream.hasRevision() ? Number(stream.getRevision()) : 0, backwards, limit);
        if (found) found.forEach(send);
        else call.write(notFound(name));
      } else this.log.readAll(placeOf(options), backwards, limit, filterOf(options)).forEach(send);
      call.end();
    } catch (error) {
      if (!(error instanceof InvalidPosition)) throw error;
      call.emit('error', failure(grpc.status.UNKNOWN, 'Unexpected FilteredReadAllResult: InvalidPosition'));
    }
  }

  /** A subscription begins behind the position that it is given. */
  private follow(call: Reading, options: InstanceType<V1['ReadReq']['Options']>, send: (kept: Kept) => unknown): void {
    const response = new v1.ReadResp();
    const confirmation = new v1.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(randomUUID());
    response.setConfirmation(confirmation);
    call.write(response);
    const filter = filterOf(options);
    const place = placeOf(options);
    let after = place === 'end' ? (this.log.readAll('end', true, 1, () => true)[0]?.position ?? -1) : place;
    const more = () => {
      const fresh = this.log.since(after);
      after = fresh.at(-1)?.position ?? after;
      fresh.filter(filter).forEach(send);
    };
    this.log.news.on('appended', more);
    call.on('cancelled', () => this.log.news.off('appended', more));
    call.on('close', () => this.log.news.off('appended', more));
    more();
  }
}

const placeOf = (options: InstanceType<V1['ReadReq']['Options']>): number | 'end' => {
  const all = options.getAll()!;
  return all.hasEnd() ? 'end' : all.hasPosition() ? Number(all.getPosition()!.getCommitPosition()) : 0;
};

const filterOf = (options: InstanceType<V1['ReadReq']['Options']>): Filter => {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const expression = (filter.getStreamIdentifier() ?? filter.getEventType())!;
  const [regex, prefixes] = [new RegExp(expression.getRegex() || '(?!)', 'u'), expression.getPrefixList()];
  return (kept) => { const text = filter.hasStreamIdentifier() ? kept.stream : kept.type; return regex.test(text) || prefixes.some((prefix) => text.startsWith(prefix)); };
};

/** The server's validators, as far as this client can offend them. */
const refused = (records: readonly { stream: string; type: string }[], checks: readonly { stream: string; expected: number }[]): string | undefined => {
  if (records.length === 0) return 'Append records request must contain at least one record.';
  if (records.some(({ stream }) => stream === '' || stream === '$$')) return 'Stream must not be empty.';
  if (records.some(({ type }) => !/^[\p{L}\p{N}_.$:-]+$/u.test(type))) return 'Schema name can only contain unicode letters, digits, underscores, dashes, periods, colons, and dollar signs.';
  if (new Set(checks.map(({ stream }) => stream.toLowerCase())).size !== checks.length) return 'Each stream can only appear once in consistency checks.';
  if (checks.some(({ expected }) => expected < 0 && expected !== -1 && expected !== -4)) return 'Any (-2) is not allowed.';
  return undefined;
};

const violated = (violations: readonly Violation[]): Grpc.ServiceError => {
  const details = new errors.AppendConsistencyViolationErrorDetails();
  for (const { index, stream, expected, actual } of violations) {
    const state = new errors.ConsistencyViolation.StreamStateViolation();
    state.setStream(stream);
    state.setExpectedState(String(expected));
    state.setActualState(String(actual));
    const one = new errors.ConsistencyViolation();
    one.setCheckIndex(index);
    one.setStreamState(state);
    details.addViolations(one);
  }
  const any = new Any();
  any.pack(details.serializeBinary(), 'kurrentdb.protocol.v2.streams.errors.AppendConsistencyViolationErrorDetails');
  const status = new rpc.Status();
  status.setCode(grpc.status.FAILED_PRECONDITION as never);
  status.setDetails(any);
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  return failure(grpc.status.FAILED_PRECONDITION, 'Consistency checks failed.', metadata);
};

const notFound = (name: string) => {
  const missing = new v1.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(name));
  const response = new v1.ReadResp();
  response.setStreamNotFound(missing);
  return response;
};
const identifier = (name: string) => {
  const made = new shared.StreamIdentifier();
  made.setStreamName(Buffer.from(name));
  return made;
};

const event = ({ id, stream, revision, position, data, json, type, at }: Kept, structured: boolean) => {
  const uuid = new shared.UUID();
  if (structured) {
    const bits = id.replaceAll('-', '');
    const both = new shared.UUID.Structured();
    both.setMostSignificantBits(String(BigInt.asIntN(64, BigInt(`0x${bits.slice(0, 16)}`))));
    both.setLeastSignificantBits(String(BigInt.asIntN(64, BigInt(`0x${bits.slice(16)}`))));
    uuid.setStructured(both);
  } else uuid.setString(id);
  const recorded = new v1.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuid);
  recorded.setStreamIdentifier(identifier(stream));
  recorded.setStreamRevision(String(revision));
  recorded.setCommitPosition(String(position));
  recorded.setPreparePosition(String(position));
  recorded.setData(data);
  recorded.getMetadataMap().set('type', type).set('content-type', json ? 'application/json' : 'application/octet-stream').set('created', String(BigInt(at) * 10_000n));
  const one = new v1.ReadResp.ReadEvent();
  one.setEvent(recorded);
  one.setCommitPosition(String(position));
  const response = new v1.ReadResp();
  response.setEvent(one);
  return response;
};
