import type { KafkaConfig } from 'kafkajs';
import type { Settings } from './settings.ts';

/** Kafka as the settings name it. Certificates are checked against the authorities that Node knows; NODE_EXTRA_CA_CERTS adds one of your own. */
export const kafkaOf = ({ LYCEUM_KAFKA_BROKERS: brokers, LYCEUM_KAFKA_TOPIC: topic, LYCEUM_KAFKA_PARTITIONS: partitions, LYCEUM_KAFKA_REPLICATION: replication, ...settings }: Settings) => {
  const { LYCEUM_KAFKA_TLS: tls, LYCEUM_KAFKA_USER: username, LYCEUM_KAFKA_PASSWORD: password, LYCEUM_KAFKA_MECHANISM: mechanism } = settings;
  const named = username !== undefined && password !== undefined;
  const security = { ssl: tls === 'on', ...(named ? { sasl: { mechanism, username, password } } : {}) } as Pick<KafkaConfig, 'ssl' | 'sasl'>;
  return { brokers, topic, partitions, replication, security };
};
