#!/bin/bash
# Starts Cassandra with the variables of the official image, as far as tests use them.
set -eu

own_address=$(hostname -i | cut -d' ' -f1)
address() { [ -z "${1:-}" ] || [ "$1" = auto ] && echo "$own_address" || echo "$1"; }

mkdir -p /var/lib/cassandra /etc/cassandra
cat > /etc/cassandra/cassandra.yaml <<EOF
cluster_name: '${CASSANDRA_CLUSTER_NAME:-Test Cluster}'
num_tokens: ${CASSANDRA_NUM_TOKENS:-16}
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
commitlog_sync: periodic
commitlog_sync_period: 10000ms
endpoint_snitch: ${CASSANDRA_ENDPOINT_SNITCH:-SimpleSnitch}
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{ seeds: '${CASSANDRA_SEEDS:-$own_address}' }]
listen_address: $(address "${CASSANDRA_LISTEN_ADDRESS:-auto}")
broadcast_address: $(address "${CASSANDRA_BROADCAST_ADDRESS:-auto}")
rpc_address: ${CASSANDRA_RPC_ADDRESS:-0.0.0.0}
broadcast_rpc_address: $(address "${CASSANDRA_BROADCAST_RPC_ADDRESS:-auto}")
native_transport_port: 9042
data_file_directories: [/var/lib/cassandra/data]
commitlog_directory: /var/lib/cassandra/commitlog
saved_caches_directory: /var/lib/cassandra/saved_caches
hints_directory: /var/lib/cassandra/hints
cdc_raw_directory: /var/lib/cassandra/cdc_raw
EOF
printf 'dc=%s\nrack=%s\n' "${CASSANDRA_DC:-dc1}" "${CASSANDRA_RACK:-rack1}" > /etc/cassandra/cassandra-rackdc.properties

# shellcheck disable=SC2086 # The options are lists.
exec java "-Xmx${MAX_HEAP_SIZE:-512M}" @/opt/cassandra/java-options \
  -Dcassandra.config=file:///etc/cassandra/cassandra.yaml \
  -Dcassandra-rackdc.properties=file:///etc/cassandra/cassandra-rackdc.properties \
  -Dcassandra.storagedir=/var/lib/cassandra -Dcassandra.logdir=/var/lib/cassandra -Dcassandra-foreground=yes \
  -Dcassandra.jmx.local.port=7199 -Dlogback.configurationFile=/opt/cassandra/logback.xml \
  ${JVM_OPTS:-} ${JVM_EXTRA_OPTS:-} -cp '/opt/cassandra/lib/*' org.apache.cassandra.service.CassandraDaemon
