type Account = { readonly account: string; readonly password: string };
type Answer = Readonly<Record<string, string>>;

/** Of all visitors of one city: how many requests they sent, whose numbers are their keys, so that the same story makes the same ids; and their last write, which whoever asks later sees. */
export type Sent = { requests: number; position: string };

/** Somebody with a browser: logs in when they must, and sends requests. Throws where an answer is no success. */
export class Visitor {
  private cookie = '';
  constructor(private readonly address: string, private readonly who: Account, private readonly sent: Sent) {}

  get(path: string): Promise<Answer> { return this.send('GET', path); }
  post(path: string, body: object): Promise<Answer> { return this.send('POST', path, body); }

  private async send(method: string, path: string, body?: object, again = true): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': `request-${++this.sent.requests}`, cookie: this.cookie };
    const answer = await fetch(`${this.address}${path}${path.includes('?') ? '&' : '?'}after=${this.sent.position}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0]!);
    if (cookies.length > 0) this.cookie = cookies.join('; ');
    if (answer.status === 401 && again) {
      await this.send('POST', '/api/login', this.who, false);
      return this.send(method, path, body, false);
    }
    const json = (await answer.json()) as Answer;
    if (!answer.ok) throw new Error(`${this.who.account} at ${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    if (body && json['position'] !== undefined && json['position'] > this.sent.position) this.sent.position = json['position'];
    return json;
  }
}
