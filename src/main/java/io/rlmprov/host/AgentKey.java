package io.rlmprov.host;

import com.jcraft.jsch.agentproxy.AgentProxy;
import com.jcraft.jsch.agentproxy.Identity;
import com.jcraft.jsch.agentproxy.sshj.AuthAgent;
import io.rlmprov.config.RlmprovException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHPacket;

/** Login with a key that the agent keeps. RSA keys are announced with SHA-512: OpenSSH 8.8 and later refuse SHA-1. */
final class AgentKey extends AuthAgent {
    private static final Map<String, String> SHA2 =
            Map.of("ssh-rsa", "rsa-sha2-512", "ssh-rsa-cert-v01@openssh.com", "rsa-sha2-512-cert-v01@openssh.com");

    private final byte[] blob;
    private final String type;
    private final String comment;

    private AgentKey(AgentProxy agent, Identity identity, String type) throws Buffer.BufferException {
        super(agent, identity);
        this.blob = identity.getBlob();
        this.type = type;
        this.comment = new String(identity.getComment(), StandardCharsets.UTF_8);
    }

    static AgentKey of(AgentProxy agent, Identity identity) {
        try {
            return new AgentKey(agent, identity, new Buffer.PlainBuffer(identity.getBlob()).readString());
        } catch (Buffer.BufferException e) {
            throw new RlmprovException("ssh-agent offers a key that cannot be read", "Look at: ssh-add -l", e);
        }
    }

    byte[] blob() {
        return blob.clone();
    }

    /** As {@code ssh-ed25519}. */
    String type() {
        return type;
    }

    /** For messages. */
    String comment() {
        return comment;
    }

    @Override
    protected SSHPacket putPubKey(SSHPacket request) {
        request.putString(SHA2.getOrDefault(type, type)).putBytes(blob);
        return request;
    }
}
