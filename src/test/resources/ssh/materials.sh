#!/bin/sh
# Makes the keys and certificates that logins.yaml names, in the folder DIR.
#
#   materials.sh DIR
set -eu
cd "$1"

key() { ssh-keygen -q -N "${3-}" -C "$1" -t "$2" -f "$1"; }

# Signs a copy of a public key: cert NAME KEY CA [OPTIONS of ssh-keygen...] makes NAME-cert.pub.
cert() {
    name=$1 of=$2 ca=$3
    shift 3
    [ "$name" = "$of" ] || cp "$of.pub" "$name.pub"
    ssh-keygen -q -s "$ca" -I "$name" "$@" "$name.pub"
}

for type in ed25519 ecdsa rsa; do
    key "host_$type" "$type"
    key "user_$type" "$type"
    key "certified_$type" "$type"
    key "ca_$type" "$type"
done
for bits in 384 521; do
    ssh-keygen -q -N '' -t ecdsa -b "$bits" -f "host_ecdsa$bits"
    ssh-keygen -q -N '' -t ecdsa -b "$bits" -f "user_ecdsa$bits"
done
ssh-keygen -q -N '' -t rsa -m PEM -f user_pem_rsa
ssh-keygen -q -N '' -t ecdsa -m PEM -f user_pem_ecdsa
ssh-keygen -q -N '' -t rsa -m PKCS8 -f user_pkcs8_rsa
ssh-keygen -q -N '' -t ecdsa -m PKCS8 -f user_pkcs8_ecdsa
key user_encrypted ed25519 secret
cp user_encrypted opened
ssh-keygen -q -p -P secret -N '' -f opened
cp user_encrypted.pub opened.pub
sed 's/$/\r/' user_ed25519 >user_crlf
: >empty
for i in 1 2 3 4 5 6 7; do key "stranger$i" ed25519; done
key ca_other ed25519
key user_two ed25519

# Whom every server of the table lets in: by key, and by certificate.
cat user_*.pub >authorized_keys
cat ca_*5519.pub ca_rsa.pub ca_ecdsa.pub >user_cas

cert host_dialled host_ed25519 ca_ed25519 -h -n 127.0.0.1
cert host_named host_ed25519 ca_ed25519 -h -n hub.example.org
cert host_both host_ed25519 ca_ed25519 -h -n hub.example.org,127.0.0.1
cert host_anyname host_ed25519 ca_ed25519 -h
cert host_pattern host_ed25519 ca_ed25519 -h -n '127.*,*.example.org'
cert host_expired host_ed25519 ca_ed25519 -h -n 127.0.0.1 -V 20200101:20210101
cert host_future host_ed25519 ca_ed25519 -h -n 127.0.0.1 -V 20400101:20410101
cert host_forever host_ed25519 ca_ed25519 -h -n 127.0.0.1 -V always:forever -z 18446744073709551615
cert host_ofauser host_ed25519 ca_ed25519 -n 127.0.0.1
cert host_critical host_ed25519 ca_ed25519 -h -n 127.0.0.1 -O critical:what@example.org=yes
cert host_extended host_ed25519 ca_ed25519 -h -n 127.0.0.1 -O extension:what@example.org=yes
cert host_byrsa512 host_ed25519 ca_rsa -h -n 127.0.0.1 -t rsa-sha2-512
cert host_byrsa256 host_ed25519 ca_rsa -h -n 127.0.0.1 -t rsa-sha2-256
cert host_bysha1 host_ed25519 ca_rsa -h -n 127.0.0.1 -t ssh-rsa
cert host_byecdsa host_ed25519 ca_ecdsa -h -n 127.0.0.1
cert host_byother host_ed25519 ca_other -h -n 127.0.0.1
cert host_ecdsa_certified host_ecdsa ca_ed25519 -h -n 127.0.0.1
cert host_ecdsa521_certified host_ecdsa521 ca_ed25519 -h -n 127.0.0.1
cert host_rsa_certified host_rsa ca_ed25519 -h -n 127.0.0.1

for type in ed25519 ecdsa rsa; do cert "certified_$type" "certified_$type" ca_ed25519 -n root; done
cert by_rsa certified_ed25519 ca_rsa -n root
cert by_other certified_ed25519 ca_other -n root
cert expired certified_ed25519 ca_ed25519 -n root -V 20200101:20210101
cert for_nobody certified_ed25519 ca_ed25519 -n nobody
cert from_elsewhere certified_ed25519 ca_ed25519 -n root -O source-address=192.0.2.0/24
cert of_a_host certified_ed25519 ca_ed25519 -h -n root

# ssh-add takes the certificate beside a key with it; these have none.
for type in ed25519 rsa; do cp "certified_$type" "bare_$type"; done
