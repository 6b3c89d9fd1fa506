// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

import java.util.List;
import java.util.Map;

public abstract class NativeType<T> {
    public static final NativeType<Void> VOID = null;

    public static native <T> NativeType<T> forClass(Class<T> type);

    public static native <T> NativeType<List<T>> listOf(NativeType<T> type);

    public static native <T> NativeType<Map<String, T>> mapOf(NativeType<T> type);
}
