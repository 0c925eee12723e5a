/**
 * SSH: ssh_config, host keys, agent and keys, one connection per host, scripts over stdin. The only package that
 * knows sshj and jsch-agent-proxy; implements the ports of {@code facts} and {@code apply}.
 */
@NullMarked
package io.rlmprov.host;

import org.jspecify.annotations.NullMarked;
