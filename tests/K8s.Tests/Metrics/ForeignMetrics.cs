namespace Inference.K8s.Tests.Metrics;

/// <summary>What others measure: NVIDIA's dcgm-exporter by its default counters, and Prometheus itself.</summary>
internal static class ForeignMetrics
{
    public static readonly IReadOnlySet<string> Names = new HashSet<string>
    {
        "up",
        "DCGM_FI_DEV_SM_CLOCK", "DCGM_FI_DEV_MEM_CLOCK", "DCGM_FI_DEV_MEMORY_TEMP", "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_POWER_USAGE",
        "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_MEM_COPY_UTIL",
        "DCGM_FI_DEV_ENC_UTIL", "DCGM_FI_DEV_DEC_UTIL", "DCGM_FI_DEV_XID_ERRORS", "DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_FB_USED",
        "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "DCGM_FI_DEV_VGPU_LICENSE_STATUS",
    };

    /// <summary>Labels that Prometheus and its operator put on what they scrape.</summary>
    public static readonly IReadOnlySet<string> TargetLabels = new HashSet<string> { "namespace", "pod", "container", "service", "endpoint", "job", "instance", "node" };
}
