#!/bin/sh
# Runs once, on an empty database volume: the role that owns the tables, the role that the product
# works as, and the role of backups, which reads past row-level security and writes nothing.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 \
  --set owner="$LF_OWNER_PASSWORD" --set app="$LF_APP_PASSWORD" --set backup="$LF_BACKUP_PASSWORD" <<'SQL'
CREATE ROLE lf_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE lf_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app';
CREATE ROLE lf_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD :'backup';
GRANT pg_read_all_data TO lf_backup;
CREATE DATABASE leafledger OWNER lf_owner;
SQL
