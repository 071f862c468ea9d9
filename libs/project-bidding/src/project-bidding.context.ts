import type { Context } from '@lyceum/nest-kit/context';
import { projectBiddingMessages } from './project-bidding.messages.ts';
import { projectBiddingProjections } from './project-bidding.projections.ts';

/** Calls, sealed bids, review, award, funds, milestones, and the conversion of results. Nothing of it is built yet. */
export const projectBiddingContext: Context = {
  name: 'project-bidding',
  projections: projectBiddingProjections,
  reactions: [],
  controllers: [],
  messages: projectBiddingMessages,
};
