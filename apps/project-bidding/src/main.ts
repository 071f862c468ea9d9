import { projectBiddingContext } from '@lyceum/project-bidding/project-bidding.context';
import { runService } from '@lyceum/city/service';

/** Calls, bids and projects, as a service of its own on the city's engines. */
await runService(projectBiddingContext);
