import { InProcessJobs } from './in-process.ts';
import { jobsSuite } from './suite.ts';

jobsSuite('in process', async (clock) => {
  const jobs = new InProcessJobs(clock, 60_000);
  return { jobs, settle: () => jobs.runDue() };
});
