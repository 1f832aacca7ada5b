using Inference.K8s.Tests.Kustomize;

namespace Inference.K8s.Tests.Operations;

/// <summary>k8s/backup and k8s/restore: what is called a backup comes back, and what would not is not called one.</summary>
public sealed class BackupTests
{
    [RedisFact]
    public void Backup_Restored_BringsBackStateAndSettings()
    {
        using FakeCluster cluster = new();
        for (int i = 0; i < 20; i++) cluster.Redis("set", $"inference/state/{i}", $"value-{i}");
        string backup = cluster.PathTo("backup");

        ToolProcess saved = cluster.Run("backup", "inference", backup);
        Assert.True(saved.Code == 0, saved.Error);
        Assert.Contains("20 keys, 1 objects", saved.Output, StringComparison.Ordinal);
        cluster.Redis("flushall");
        cluster.Redis("set", "newer", "1");
        ToolProcess restored = cluster.Run("restore", "inference", backup);

        Assert.True(restored.Code == 0, restored.Error);
        Assert.Equal("20", cluster.Redis("dbsize"));
        Assert.Equal("value-7", cluster.Redis("get", "inference/state/7"));
        Assert.Contains("role:master", cluster.Redis("info", "replication"), StringComparison.Ordinal);
        string objects = File.ReadAllText(cluster.PathTo("applied-filename"));
        Assert.Contains("    uid: kept", objects, StringComparison.Ordinal);
        Assert.DoesNotContain("resourceVersion", objects, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(cluster.PathTo("data"), "*.rdb"), file => Path.GetFileName(file) is "backup-check.rdb" or "restore.rdb");
    }

    [RedisFact]
    public void Backup_WhatCannotBeReadBack_IsNone()
    {
        using FakeCluster cluster = new();
        for (int i = 0; i < 20; i++) cluster.Redis("set", $"key-{i}", new string('x', 100));
        File.WriteAllText(cluster.PathTo("cut"), "");

        ToolProcess saved = cluster.Run("backup", "inference", cluster.PathTo("backup"));

        Assert.Equal((1, "backup: no server can read the state that was saved; there is no backup\n"), (saved.Code, saved.Error));
        Assert.Empty(Directory.GetDirectories(cluster.PathTo(""), "backup*"));
    }

    [RedisFact]
    public void Backup_ObjectsThatCouldNotBeApplied_IsNone()
    {
        using FakeCluster cluster = new();
        File.WriteAllText(cluster.PathTo("refuse"), "");

        ToolProcess saved = cluster.Run("backup", "inference", cluster.PathTo("backup"));

        Assert.Equal(1, saved.Code);
        Assert.Contains("could not be applied: error: resourceVersion", saved.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(cluster.PathTo(""), "backup*"));
    }

    [RedisFact]
    public void Restore_DamagedBackupOrRunningSilos_ChangesNothing()
    {
        using FakeCluster cluster = new();
        cluster.Redis("set", "a", "1");
        string backup = cluster.PathTo("backup");
        Assert.Equal(0, cluster.Run("backup", "inference", backup).Code);
        cluster.Redis("set", "a", "2");

        File.WriteAllText(cluster.PathTo("pods"), "pod/inference-front-1\npod/inference-worker-1\n");
        ToolProcess running = cluster.Run("restore", "inference", backup);
        File.WriteAllText(cluster.PathTo("pods"), "");
        File.AppendAllText(Path.Combine(backup, "store.rdb"), "x");
        ToolProcess damaged = cluster.Run("restore", "inference", backup);

        Assert.Equal((1, 1), (running.Code, damaged.Code));
        Assert.Contains("silos are running (2)", running.Error, StringComparison.Ordinal);
        Assert.Contains("is damaged", damaged.Error, StringComparison.Ordinal);
        Assert.Equal("2", cluster.Redis("get", "a"));
    }
}
