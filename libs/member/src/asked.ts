import { commandId, type Ask } from '@lyceum/event-store/handle';
import type { Scope } from '@lyceum/nest-kit/call';

/** A checked request as what a service needs to know of it. `part` tells apart the commands of one request. */
export const asked = ({ call, unit }: Scope, part?: string): Ask => ({
  command: part === undefined ? call.command : commandId(call.command, part), actor: call.actor, unit, now: call.now, correlation: call.correlation,
});
