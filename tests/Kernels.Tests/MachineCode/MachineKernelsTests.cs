using Inference.Kernels.MachineCode;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.MachineCode;

public sealed class MachineKernelsTests
{
    [Fact]
    public void TryCreate_SystemThatAllowsIt_GivesItsMemoryBackInTheEnd()
    {
        if (!ProcessorFeatures.HasByteDots) return;
        ExecutablePagesOfTests pages = new();

        MachineKernels? kernels = MachineKernels.TryCreate(pages, out string? whyNot);

        Assert.NotNull(kernels);
        Assert.Null(whyNot);
        Assert.Equal(0, pages.Unmapped);
        kernels.Dispose();
        Assert.Equal(pages.Mapped, pages.Unmapped);
    }

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(int.MaxValue, 1)]
    public void TryCreate_SystemThatRefuses_GivesNoneAndKeepsNoMemory(int mappings, int executable)
    {
        if (!ProcessorFeatures.HasByteDots) return;
        ExecutablePagesOfTests pages = new() { MappingsGiven = mappings, ExecutableGiven = executable };

        MachineKernels? kernels = MachineKernels.TryCreate(pages, out string? whyNot);

        Assert.Null(kernels);
        Assert.Contains("write code", whyNot);
        Assert.Equal(pages.Mapped, pages.Unmapped);
    }

    [Fact]
    public void Supported_ProcessorWithTheInstructions_HasMachineCodeAboveTheOthers()
    {
        if (!ProcessorFeatures.HasByteDots || MachineKernels.WhyNot is not null) return;

        Assert.Equal(KernelTier.MachineCode, KernelTierSupport.Best);
    }
}
