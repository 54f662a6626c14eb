#!/bin/sh
# Runs once, on an empty database volume: the role that owns the tables and the role that the product works as.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set owner="$LF_OWNER_PASSWORD" --set app="$LF_APP_PASSWORD" <<'SQL'
CREATE ROLE lf_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE lf_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app';
CREATE DATABASE leafledger OWNER lf_owner;
SQL
