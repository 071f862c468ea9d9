// Run by the image once, while its folder is empty: the services' account, which may read and write their database and nothing else.
const password = require('fs').readFileSync('/run/secrets/mongodb_password', 'utf8').trim();
db.getSiblingDB('admin').createUser({ user: 'lyceum', pwd: password, roles: [{ role: 'readWrite', db: 'lyceum' }] });
