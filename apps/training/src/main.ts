import { trainingContext } from '@lyceum/training/training.context';
import { runService } from '@lyceum/city/service';

/** Classes, exams and certificates, as a service of its own on the city's engines. */
await runService(trainingContext);
