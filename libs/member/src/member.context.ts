import type { Context } from '@lyceum/nest-kit/context';
import { AccountController } from './account/account.controller.ts';
import { ActivationCodesController } from './account/activation-codes.controller.ts';
import { ActivationOfMany } from './account/activation-of-many.ts';
import { AccountsController } from './account/accounts.controller.ts';
import { Activation } from './account/activation.ts';
import { Codes } from './account/codes.ts';
import { LoginController } from './account/login.controller.ts';
import { Logins } from './account/login.ts';
import { MeController } from './account/me.controller.ts';
import { Enrolment } from './enrolment.ts';
import { MemberController } from './member/member.controller.ts';
import { memberMessages } from './member.messages.ts';
import { memberProjections } from './member.projections.ts';
import { Mending } from './mending.ts';
import { GrantsController } from './roles/grants.controller.ts';
import { RolesController } from './roles/roles.controller.ts';
import { SystemController } from './account/system.controller.ts';
import { RosterImportController } from './roster-import/roster-import.controller.ts';
import { rosterImportProviders } from './roster-import/roster-import.providers.ts';
import { SetupController } from './setup.controller.ts';
import { Setup } from './setup.ts';
import { KnownUnits } from './unit-tree/known-units.ts';
import { UnitController } from './unit-tree/unit.controller.ts';

/** The unit tree, people, roles, accounts and logins. */
export const memberContext: Context = {
  name: 'member',
  projections: memberProjections,
  reactions: [],
  controllers: [LoginController, MeController, AccountController, ActivationCodesController, AccountsController, SystemController, SetupController, UnitController, MemberController, RolesController, GrantsController, RosterImportController],
  providers: [KnownUnits, Enrolment, Codes, Activation, ActivationOfMany, Logins, Setup, Mending, ...rosterImportProviders],
  messages: memberMessages,
};
