package io.rlmprov.host;

import com.jcraft.jsch.agentproxy.AgentProxy;
import com.jcraft.jsch.agentproxy.Identity;
import com.jcraft.jsch.agentproxy.sshj.AuthAgent;
import io.rlmprov.config.RlmprovException;
import java.nio.charset.StandardCharsets;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;

/** Login with a key that the agent keeps. RSA keys are announced with SHA-512: OpenSSH 8.8 and later refuse SHA-1. */
final class AgentKey extends AuthAgent {
    private final AgentProxy agent;
    private final Identity identity;
    private final byte[] shown;
    private final String comment;

    private AgentKey(AgentProxy agent, Identity identity, byte[] shown) throws Buffer.BufferException {
        super(agent, identity);
        this.agent = agent;
        this.identity = identity;
        this.shown = shown;
        this.comment = new String(identity.getComment(), StandardCharsets.UTF_8);
    }

    static AgentKey of(AgentProxy agent, Identity identity) {
        try {
            return new AgentKey(agent, identity, identity.getBlob());
        } catch (Buffer.BufferException e) {
            throw new RlmprovException("ssh-agent offers a key that cannot be read", "Look at: ssh-add -l", e);
        }
    }

    /** The same key, announced by a certificate that only a file has. */
    AgentKey showing(byte[] certificate) {
        try {
            return new AgentKey(agent, identity, certificate);
        } catch (Buffer.BufferException e) {
            throw new IllegalStateException("was read before", e);
        }
    }

    /** The public key or certificate as the agent lists it. */
    KnownHosts.Key key() {
        return KnownHosts.Key.of(identity.getBlob());
    }

    /** As {@code ssh-ed25519}. */
    String type() {
        try {
            return new Buffer.PlainBuffer(identity.getBlob()).readString();
        } catch (Buffer.BufferException e) {
            throw new IllegalStateException("was read before", e);
        }
    }

    /** For messages. */
    String comment() {
        return comment;
    }

    @Override
    protected SSHPacket putPubKey(SSHPacket request) throws UserAuthException {
        try {
            request.putString(FileKey.algorithm(shown)).putBytes(shown);
            return request;
        } catch (Buffer.BufferException e) {
            throw new UserAuthException("the public key is malformed", e);
        }
    }
}
