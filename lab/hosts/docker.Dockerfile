# A host on which somebody has installed the distribution's Docker before.
ARG BASE
FROM ${BASE}
ARG PACKAGES
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends apparmor ${PACKAGES} \
    && rm -rf /var/lib/apt/lists/*
