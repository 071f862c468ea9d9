import type { EventStore } from '@lyceum/event-store/event-store';

/** Who made the first event of a demo city: the log tells it wherever it was moved or copied to, also when a note beside it is long lost. */
export const demoActor = 'system:demo';

/** For production: throws where the log is a demo city's, whose accounts come with passwords that everybody knows. */
export const refuseDemo = async (events: Pick<EventStore, 'readLog'>): Promise<void> => {
  const [first] = await events.readLog({ limit: 1 });
  if (first?.actor === demoActor) {
    throw new Error('日志中是演示城市，其密码是公开的，生产环境不予启动：请另指定数据目录（--data）；如为多服务部署，请另指定日志数据库。\nThe log holds a demo city, whose passwords are known: production does not open it. Name another folder with --data, or, for services, another database for the log');
  }
};
