#!/usr/bin/env bash
# The parts of the topology that the service does not start itself: PostgreSQL, and Temporal's server on it.
set -euo pipefail

usage() {
  cat <<'END'
cluster.sh COMMAND: PostgreSQL from Debian's packages and Temporal's server, without containers.

  create                  initialises a database cluster, creates Temporal's tables, and starts both
  start                   starts what does not run
  stop                    stops both, in order
  kill postgres|server    SIGKILL, then starts the part again
  backup dump|base        while it runs: pg_dump of both databases, or pg_basebackup of all, as docs/operations.md says
  restore dump|base       stops both, throws the data away, restores the last backup, and starts both
  figures                 memory and sizes

AT_RISK_TOPOLOGY names its folder (needed). Ports, on 127.0.0.1 only: PG_PORT (25432), and TEMPORAL_PORT (27233) with those
beside it. Both run as an unprivileged user; where root starts this, as the user of AT_RISK_TOPOLOGY_USER (postgres).
END
}

here=$(cd "$(dirname "$0")" && pwd)
folder=${AT_RISK_TOPOLOGY:-}
pg_port=${PG_PORT:-25432}
port=${TEMPORAL_PORT:-27233}
databases=(temporal temporal_visibility)

case "${1:-}" in
  create | start | stop | kill | backup | restore | figures) ;;
  -h | --help) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
esac
[ -n "$folder" ] || {
  echo "AT_RISK_TOPOLOGY is not set: the folder of the topology" >&2
  exit 2
}

user=$(id -un)
[ "$(id -u)" -ne 0 ] || user=${AT_RISK_TOPOLOGY_USER:-postgres}

# Neither PostgreSQL nor Temporal needs root, and PostgreSQL refuses it.
unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u "$user" -- "$@"; else "$@"; fi
}

# Debian keeps PostgreSQL's programs out of PATH, by version.
pg() {
  local name=$1
  shift
  local program
  program=$(ls -1 /usr/lib/postgresql/*/bin/"$name" 2>/dev/null | sort -V | tail -n 1)
  [ -n "$program" ] || program=$(command -v "$name") || {
    echo "there is no $name: apt-get install postgresql" >&2
    exit 2
  }
  PGPASSWORD=$(cat "$folder/password") unprivileged "$program" "$@"
}

client=(-h 127.0.0.1 -p "$pg_port" -U temporal)

start_postgres() {
  pg pg_ctl -D "$folder/pg" status >/dev/null 2>&1 && return
  # After a SIGKILL the killed server's own processes may still be on their way out.
  for _ in $(seq 1 60); do
    pg pg_ctl -D "$folder/pg" -l "$folder/log/postgres.log" -w -t 60 \
      -o "-p $pg_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder/run" start </dev/null >/dev/null 2>&1 && return
    sleep 0.5
  done
  echo "PostgreSQL does not start ($folder/log/postgres.log): $(tail -n 1 "$folder/log/postgres.log")" >&2
  return 1
}

stop_postgres() {
  pg pg_ctl -D "$folder/pg" -m fast -w stop >/dev/null 2>&1 || true
}

# As a container engine does with `restart: unless-stopped`: a server that ends is started again. It ends by itself while it has no
# database. Its command and variables are those of the image, so that the same configuration is made from them.
# shellcheck disable=SC2016
keep_running='
  echo $$ > "$1/run/keeper.pid"
  while [ ! -e "$1/run/stopped" ]; do
    "$2/server" start >> "$1/log/server.log" 2>&1 < /dev/null &
    echo $! > "$1/run/server.pid"
    wait $!
    sleep 1
  done'

start_server() {
  rm -f "$folder/run/stopped"
  if ! running keeper; then
    (
      export DB=postgres12 DB_PORT=$pg_port POSTGRES_SEEDS=127.0.0.1 POSTGRES_USER=temporal NUM_HISTORY_SHARDS=512 LOG_LEVEL=warn
      POSTGRES_PWD=$(cat "$folder/password")
      export POSTGRES_PWD
      export BIND_ON_IP=127.0.0.1 TEMPORAL_BROADCAST_ADDRESS=127.0.0.1 DYNAMIC_CONFIG_FILE_PATH=$folder/dynamic-config.yaml
      export FRONTEND_GRPC_PORT=$port HISTORY_GRPC_PORT=$((port + 1)) MATCHING_GRPC_PORT=$((port + 2))
      export WORKER_GRPC_PORT=$((port + 6)) FRONTEND_HTTP_PORT=$((port + 10))
      export FRONTEND_MEMBERSHIP_PORT=$((port - 300)) HISTORY_MEMBERSHIP_PORT=$((port - 299))
      export MATCHING_MEMBERSHIP_PORT=$((port - 298)) WORKER_MEMBERSHIP_PORT=$((port - 294))
      cd "$folder/run"
      # Nothing of it stays open to whoever waits for this script.
      unprivileged setsid sh -c "$keep_running" topology "$folder" "$(cat "$folder/bin")" </dev/null >/dev/null 2>&1 &
    )
  fi
  answers
}

answers() {
  for _ in $(seq 1 240); do
    if running server && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
    sleep 0.5
  done
  echo "Temporal's server does not answer: $folder/log/server.log" >&2
  return 1
}

pid_of() {
  cat "$folder/run/$1.pid" 2>/dev/null || true
}

running() {
  local pid
  pid=$(pid_of "$1")
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

stop_server() {
  local keeper
  keeper=$(pid_of keeper)
  if ! running keeper; then return; fi
  touch "$folder/run/stopped"
  kill "$(pid_of server)" 2>/dev/null || true
  gone "$keeper" || kill -9 "$(pid_of server)"
}

# Whether the process is gone within 20 s.
gone() {
  for _ in $(seq 1 100); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.2
  done
  return 1
}

create() {
  local bin
  bin=$("$here/build.sh")
  mkdir -p "$folder/pg" "$folder/log" "$folder/run" "$folder/backup" "$folder/programs"
  # Root's own cache is not to be entered by others.
  cp -n "$bin/server" "$bin/sql" "$folder/programs/"
  echo "$folder/programs" >"$folder/bin"
  (umask 077 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$folder/password")
  cp "$here/../temporal-dynamic-config.yaml" "$folder/dynamic-config.yaml"
  # So that the drill can skip the 30 days; not for production.
  printf 'frontend.WorkflowTimeSkippingEnabled:\n  - value: true\n' >>"$folder/dynamic-config.yaml"
  chmod 755 "$folder" "$folder/programs"
  if [ "$(id -u)" -eq 0 ]; then chown -R "$user" "$folder/pg" "$folder/log" "$folder/run" "$folder/backup" "$folder/password"; fi
  pg initdb -D "$folder/pg" -U temporal --pwfile="$folder/password" -A scram-sha-256 -E UTF8 --no-locale >"$folder/log/initdb.log"
  start_postgres
  tables
  start_server
}

# As docker-compose.yml's temporal-schema does; the schemas are inside the tool.
tables() {
  local database
  for database in "${databases[@]}"; do
    sql --db "$database" create
    sql --db "$database" setup-schema -v 0.0
    sql --db "$database" update-schema --schema-name "postgresql/v12/${database#temporal_}"
  done
}

sql() {
  SQL_PLUGIN=postgres12 SQL_HOST=127.0.0.1 SQL_PORT=$pg_port SQL_USER=temporal SQL_PASSWORD=$(cat "$folder/password") \
    "$(cat "$folder/bin")/sql" "$@" >>"$folder/log/schema.log" 2>&1
}

kill_part() {
  local pid
  case "$1" in
    server)
      pid=$(pid_of server)
      kill -9 "$pid"
      gone "$pid"
      answers
      ;;
    postgres)
      pid=$(head -n 1 "$folder/pg/postmaster.pid")
      kill -9 "$pid"
      gone "$pid"
      start_postgres
      ;;
    *) usage >&2 && exit 2 ;;
  esac
}

backup() {
  rm -f "$folder"/backup/*
  case "$1" in
    # The list of workflows first: what it lacks then is added again by what the other one still has to do.
    dump)
      local database
      for database in temporal_visibility temporal; do
        pg pg_dump "${client[@]}" -Fc -f "$folder/backup/$database.dump" "$database"
      done
      ;;
    base) pg pg_basebackup "${client[@]}" -D - -F tar -X fetch -c fast | gzip >"$folder/backup/base.tar.gz" ;;
    *) usage >&2 && exit 2 ;;
  esac
}

restore() {
  stop_server
  # A worker that knows more of a case than the restored server must not go on from what it knows.
  if [ -n "${CHAOS_WORKER_PID:-}" ]; then kill -9 "$CHAOS_WORKER_PID" || true; fi
  case "$1" in
    dump)
      local database
      for database in "${databases[@]}"; do
        pg dropdb "${client[@]}" --force "$database"
        pg createdb "${client[@]}" "$database"
        pg pg_restore "${client[@]}" -d "$database" --exit-on-error "$folder/backup/$database.dump"
      done
      ;;
    base)
      stop_postgres
      rm -rf "$folder"/pg/*
      unprivileged tar -xzf - -C "$folder/pg" <"$folder/backup/base.tar.gz"
      start_postgres
      ;;
    *) usage >&2 && exit 2 ;;
  esac
  start_server
}

figures() {
  local pid database
  pid=$(pid_of server)
  echo "Temporal's server   $(($(awk '/^VmRSS/ {print $2}' "/proc/$pid/status") / 1024)) MB of memory (at most $(($(awk '/^VmHWM/ {print $2}' "/proc/$pid/status") / 1024)) MB)"
  pid=$(head -n 1 "$folder/pg/postmaster.pid")
  echo "PostgreSQL          $(for of in "$pid" $(pgrep -P "$pid"); do awk '/^Pss:/ {print $2}' "/proc/$of/smaps_rollup"; done 2>/dev/null | awk '{s += $1} END {print int(s / 1024)}') MB of memory"
  for database in "${databases[@]}"; do
    echo "database            $database $(pg psql "${client[@]}" -d "$database" -Atc "select pg_size_pretty(pg_database_size('$database'))")"
  done
  if [ -n "$(ls -A "$folder/backup")" ]; then echo "backup              $(du -shc "$folder"/backup/* | tail -n 1 | cut -f 1)"; fi
}

case "$1" in
  create) create ;;
  start) start_postgres && start_server ;;
  stop) stop_server && stop_postgres ;;
  kill) kill_part "${2:-}" ;;
  backup) backup "${2:-}" ;;
  restore) restore "${2:-}" ;;
  figures) figures ;;
esac
