// Names of the Workers platform, as far as the worker's own code uses them, for tests that hand that code its outside world.
// The platform's full types cannot stand beside Node's: both bring their own fetch, streams and sockets.

interface QueueSend {
  delaySeconds?: number;
}
interface Queue<Body = unknown> {
  send(body: Body, options?: QueueSend): Promise<unknown>;
  sendBatch(messages: Iterable<{ body: Body } & QueueSend>): Promise<unknown>;
}
interface R2Object {
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
  size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}
interface R2Bucket {
  get(key: string, options?: object): Promise<R2Object | null>;
  head(key: string): Promise<{ size: number } | null>;
  put(key: string, value: string | ArrayBuffer | Uint8Array | ReadableStream, options?: object): Promise<unknown>;
  delete(keys: string | string[]): Promise<void>;
  list(options: { prefix: string; delimiter: string }): Promise<{ delimitedPrefixes: string[] }>;
  createMultipartUpload(key: string, options?: object): Promise<R2MultipartUpload>;
}
interface R2UploadedPart {
  partNumber: number;
  etag: string;
}
interface R2MultipartUpload {
  uploadPart(partNumber: number, value: Uint8Array): Promise<R2UploadedPart>;
  complete(parts: R2UploadedPart[]): Promise<unknown>;
  abort(): Promise<void>;
}
interface DurableObjectNamespace {
  idFromName(name: string): object;
  get(id: object): { fetch(url: string, init?: RequestInit): Promise<Response> };
}
interface ForwardableEmailMessage {
  from: string;
  to: string;
  raw: ReadableStream<Uint8Array>;
  rawSize: number;
  setReject(reason: string): void;
}
interface SendEmail {
  send(message: object): Promise<{ messageId: string }>;
}
interface RateLimit {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}
interface Fetcher {
  fetch(request: Request | string): Promise<Response>;
}
interface Socket {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly opened: Promise<unknown>;
  readonly closed: Promise<void>;
  startTls(options?: { expectedServerHostname?: string }): Socket;
  close(): Promise<void>;
}
declare module 'cloudflare:sockets' {
  export function connect(address: { hostname: string; port: number }, options?: { secureTransport?: string; allowHalfOpen: boolean }): Socket;
}
