import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Whatever slips into a record by these names is not written: cookies, tokens, passwords, what people send and who they are. */
const secret = ['password', 'token', 'code', 'cookie', 'authorization', 'body', 'name', 'phone', 'idNumber', 'account'];

/** One line of JSON each. Requests are logged by route and request id, without address, query or body. */
export const serviceLog = (level: LogLevel, destination?: DestinationStream): Logger => {
  const redact = { paths: secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `headers["set-cookie"]`, `*.headers["set-cookie"]`]), censor: '[not logged]' };
  const options = { level, redact: { ...redact, paths: [...new Set(redact.paths)] }, base: { service: 'lyceum' }, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options);
};

/** Nest writes to the same log. What it tells of its own start is for debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, ...rest: unknown[]) { this.write('debug', message, rest); }
  debug(message: unknown, ...rest: unknown[]) { this.write('debug', message, rest); }
  verbose(message: unknown, ...rest: unknown[]) { this.write('debug', message, rest); }
  warn(message: unknown, ...rest: unknown[]) { this.write('warn', message, rest); }
  error(message: unknown, ...rest: unknown[]) { this.write('error', message, rest); }
  fatal(message: unknown, ...rest: unknown[]) { this.write('error', message, rest); }

  private write(level: 'debug' | 'warn' | 'error', message: unknown, rest: readonly unknown[]): void {
    const [where] = rest.slice(-1);
    const context = typeof where === 'string' ? { context: where } : {};
    if (typeof message === 'object' && message !== null) this.logger[level]({ ...context, ...message });
    else this.logger[level]({ ...context, ...(rest.length > 1 && typeof rest[0] === 'string' ? { stack: rest[0] } : {}) }, String(message));
  }
}
