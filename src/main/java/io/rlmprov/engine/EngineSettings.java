package io.rlmprov.engine;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** docker-java's settings. Its own default would read the operator's DOCKER_* environment, which is about another engine. */
record EngineSettings(RemoteApiVersion version) implements DockerClientConfig {
    @Override
    public URI getDockerHost() {
        return URI.create("unix://" + EngineDialer.SOCKET);
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return version;
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }

    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
        return null;
    }

    @Override
    public AuthConfigurations getAuthConfigurations() {
        return new AuthConfigurations();
    }

    @Override
    @SuppressWarnings("deprecation") // The interface still names the old type.
    public com.github.dockerjava.core.@Nullable SSLConfig getSSLConfig() {
        return null;
    }
}
