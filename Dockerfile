# The cluster's executable, `inference-silo`, with every command of ./inference and the small model of the repository.
#   docker build -t inference:0.1.0 .                           for processors
#   docker build -t inference:0.1.0-gpu --target gpu .          on NVIDIA's CUDA libraries, for nodes with GPUs
#   docker build --build-arg PROJECT=Server -t inference .      the server for one machine, without Orleans
# Packages come from the public gallery, or from the feeds of a file of yours: --secret id=nuget,src=NuGet.Config
# Run it with a root file system that nobody writes to: docker run --read-only --tmpfs /tmp -p 8000:8000 inference:0.1.0
ARG DOTNET_VERSION=10.0
ARG CUDA_VERSION=12.8.1

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION} AS build
ARG TARGETARCH
ARG PROJECT=Silo
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages \
    --mount=type=secret,id=nuget,target=/root/.nuget/NuGet/NuGet.Config \
    dotnet publish ${PROJECT}/${PROJECT}.csproj --configuration Release --arch ${TARGETARCH} --no-self-contained -p:KubernetesHosting=true --output /app
# One name to start by, whichever project it is.
RUN if [ "${PROJECT}" = Silo ]; then ln -s inference-silo /app/entrypoint; else ln -s inference /app/entrypoint; fi

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}-noble AS runtime

# The engine has no CUDA runner yet: this image computes on the processor like the other, and is there for what comes.
FROM docker.io/nvidia/cuda:${CUDA_VERSION}-base-ubuntu24.04 AS gpu
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libssl3t64 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1654 --no-create-home --shell /usr/sbin/nologin app
COPY --from=runtime /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /app
ENV DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_RUNNING_IN_CONTAINER=true \
    ASPNETCORE_HTTP_PORTS= \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
USER 1654
EXPOSE 8000 11111 30000
HEALTHCHECK --interval=10s --timeout=10s --start-period=1h --retries=3 CMD ["/app/entrypoint", "health"]
ENTRYPOINT ["/app/entrypoint"]
CMD ["serve"]

# Without a shell or a package manager: what is not there cannot be used. `health` asks the server what curl would.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}-noble-chiseled AS cpu
COPY --from=build /app /app
# .NET's own images name a port of their own, of which the program warns at every start.
ENV ASPNETCORE_HTTP_PORTS= \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
USER 1654
EXPOSE 8000 11111 30000
HEALTHCHECK --interval=10s --timeout=10s --start-period=1h --retries=3 CMD ["/app/entrypoint", "health"]
ENTRYPOINT ["/app/entrypoint"]
CMD ["serve"]
