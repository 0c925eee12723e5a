package io.rlmprov.host;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ECDSA} as another name of the JDK's {@code EC} keys: sshj 0.40 asks for the name that BouncyCastle has. */
final class EcdsaProvider extends Provider {
    EcdsaProvider() {
        super("rlmprov", "1", "KeyFactory ECDSA as another name of EC");
        putService(new EcdsaService(this));
    }

    private static final class EcdsaService extends Service {
        EcdsaService(Provider provider) {
            super(provider, "KeyFactory", "ECDSA", EcKeys.class.getName(), List.of(), Map.of());
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return new EcKeys(KeyFactory.getInstance("EC"));
        }
    }

    private static final class EcKeys extends KeyFactorySpi {
        private final KeyFactory keys;

        EcKeys(KeyFactory keys) {
            this.keys = keys;
        }

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
            return keys.generatePublic(spec);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
            return keys.generatePrivate(spec);
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type) throws InvalidKeySpecException {
            return keys.getKeySpec(key, type);
        }

        @Override
        protected Key engineTranslateKey(Key key) throws InvalidKeyException {
            return keys.translateKey(key);
        }
    }
}
